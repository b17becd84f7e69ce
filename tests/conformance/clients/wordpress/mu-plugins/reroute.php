<?php
/**
 * Plugin Name: What a blog needs to reach another service than Akismet's
 * Description: Sends what is meant for rest.akismet.com to the address in AKISMET_AT.
 */

add_filter(
	'pre_http_request',
	function ( $answer, $arguments, $url ) {
		if ( 'rest.akismet.com' !== parse_url( $url, PHP_URL_HOST ) ) {
			return $answer;
		}
		return wp_remote_request( getenv( 'AKISMET_AT' ) . parse_url( $url, PHP_URL_PATH ), $arguments );
	},
	10,
	3
);

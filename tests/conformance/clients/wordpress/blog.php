<?php
/**
 * Does one thing to the blog of the tests and prints its result as JSON: php blog.php VERB [ARGUMENT…].
 */

$_SERVER['HTTP_HOST'] = parse_url( getenv( 'BLOG_URL' ), PHP_URL_HOST );
list( , $verb )       = $argv;
if ( 'install' === $verb ) {
	define( 'WP_INSTALLING', true );
}
require getenv( 'BLOG_FOLDER' ) . '/wp-load.php';

function install( $key ) {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	wp_install( 'Dapur', 'siti', 'siti@surat.example', true, '', 'a password of the tests' );
	update_option( 'wordpress_api_key', $key );
	update_option( 'template', 'plain' );
	update_option( 'stylesheet', 'plain' );
	update_option( 'comment_previously_approved', '0' );
	update_option( 'active_plugins', array( 'akismet/akismet.php' ) );
	return array( 'WordPress' => $GLOBALS['wp_version'] );
}

function versions() {
	return array( 'WordPress' => $GLOBALS['wp_version'], 'Akismet' => AKISMET_VERSION );
}

/** The state of every comment by its text: approved, unapproved (Pending), spam or trash. */
function comments() {
	$states = array();
	foreach ( get_comments( array( 'status' => 'any', 'orderby' => 'comment_ID' ) ) as $comment ) {
		$states[ $comment->comment_content ] = wp_get_comment_status( $comment );
	}
	return (object) $states;
}

function strictness( $discard ) {
	return update_option( 'akismet_strictness', $discard );
}

function key_status( $key ) {
	return Akismet::verify_key( $key );
}

/** A moderator of the blog changes a comment's state in the dashboard. */
function mark( $text, $status ) {
	wp_set_current_user( 1 );
	$_POST['status'] = 'spam' === $status ? 'spam' : 'unspam';
	foreach ( get_comments( array( 'status' => 'any' ) ) as $comment ) {
		if ( $text === $comment->comment_content ) {
			'spam' === $status ? wp_spam_comment( $comment ) : wp_unspam_comment( $comment );
			return get_comment_meta( $comment->comment_ID, 'akismet_user_result', true );
		}
	}
	return null;
}

/** What the settings page shows of subscription and statistics. */
function account( $key ) {
	require_once AKISMET__PLUGIN_DIR . 'class.akismet-admin.php';
	$user = Akismet_Admin::get_akismet_user( $key );
	return array( 'status' => $user ? $user->status : null, 'stats' => array_keys( Akismet_Admin::get_stats( $key ) ) );
}

echo json_encode( call_user_func_array( $verb, array_slice( $argv, 2 ) ) ), "\n";

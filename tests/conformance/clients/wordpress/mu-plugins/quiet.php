<?php
/**
 * Plugin Name: What a blog of the tests does without
 * Description: Sends no mail, lets one reader comment as fast as a test does, finds its theme.
 */

add_filter( 'pre_wp_mail', '__return_true' );
add_filter( 'wp_is_comment_flood', '__return_false', 99 );
register_theme_directory( dirname( __DIR__ ) . '/themes' );

# Drive Perl's Net::Akismet; `http_proxy` leads to the service, and the key is a host label.
use strict;
use warnings;
use JSON::PP;
use Net::Akismet;

local $/;
my $task = decode_json(<STDIN>);
my $wire = JSON::PP->new->utf8->canonical->allow_nonref;
$| = 1;

sub tell_of {
    my ($check, $said) = @_;
    print $wire->encode({check => $check, said => $said}), "\n";
}

sub client_with {
    my ($key) = @_;
    return Net::Akismet->new(KEY => $key, URL => $task->{blog});
}

sub comment {
    my ($name) = @_;
    my $fields = $task->{comments}{$name};
    return (
        USER_IP              => $fields->{user_ip},
        COMMENT_USER_AGENT   => $fields->{user_agent},
        COMMENT_CONTENT      => $fields->{comment_content},
        COMMENT_AUTHOR       => $fields->{comment_author},
        COMMENT_AUTHOR_EMAIL => $fields->{comment_author_email},
        PERMALINK            => $fields->{permalink},
        COMMENT_TYPE         => 'comment',
    );
}

tell_of('version', $Net::Akismet::VERSION);
my $client = client_with($task->{key});
tell_of('verify-key, valid',   $client                          ? JSON::PP::true : JSON::PP::false);
tell_of('verify-key, invalid', client_with($task->{wrong_key}) ? JSON::PP::true : JSON::PP::false);
exit unless $client;
tell_of("comment-check, $_", $client->check(comment($_))) for qw(approved held rejected);
$client->check(comment($_)) for qw(missed mistaken);
$client->spam(comment('missed'));
tell_of('submit-spam', $client->{response});
$client->ham(comment('mistaken'));
tell_of('submit-ham', $client->{response});
$client->{KEY} = $task->{wrong_key};
tell_of('comment-check, wrong key', $client->check(comment('approved')));

"""Buckets in Redis, shared by all processes of all machines that are told of it.

Every wait is short, and a failure is told at once: who asks can count alone meanwhile.
"""

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from service.errors import SettingsError
from service.rates import Rate
from service.web.shared_buckets import SharingFailed

ANSWER_SECONDS = 0.25
CONNECT_SECONDS = 0.5
_PREFIX = "saring:rate:"
_MICRO = 1_000_000
# A bucket is two numbers: when it is all free again, and when that was written, in microseconds of
# the server's clock. Where that clock was set back, the first is moved along with it. Every answer
# writes them, so that time goes on from there; once all is free again the key is gone by itself.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, seconds = tonumber(ARGV[1]), tonumber(ARGV[2])
local cost, room = tonumber(ARGV[3]), tonumber(ARGV[4])
local free, written = now, now
local kept = redis.call('GET', KEYS[1])
if kept then
    free, written = string.match(kept, '(%d+) (%d+)')
    free = math.max(now, free - math.max(0, written - now))
end
local wait = math.ceil(free + room * interval - now - seconds)
if wait <= 0 then
    wait = 0
    free = free + cost * interval
end
local left = math.ceil((free - now) / 1000)
redis.call('SET', KEYS[1], string.format('%.0f %.0f', free, now), 'PX', math.max(1, left))
return wait
"""


class RedisBuckets:
    """Buckets in the Redis server at `url`; nothing is opened before the first is asked for.

    Raises SettingsError for a URL that cannot be one of Redis.
    """

    def __init__(self, url: str) -> None:
        try:
            redis = Redis.from_url(
                url,
                socket_timeout=ANSWER_SECONDS,
                socket_connect_timeout=CONNECT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError:
            # Without the cause, which quotes from the URL, where the password stands.
            raise SettingsError("SARING_REDIS_URL must look like redis://host:6379/0") from None
        self._redis = redis
        self._take = redis.register_script(_TAKE)

    def take(self, name: str, rate: Rate, cost: int = 1, room: int = 1) -> float:
        """Take `cost` if there is room for `room`; return 0, else the seconds until there is.

        Raises SharingFailed when Redis does not do it.
        """
        given = (rate.interval * _MICRO, rate.seconds * _MICRO, cost, room)
        try:
            wait = self._take(keys=[_PREFIX + name], args=given)
        except (RedisError, OSError) as error:
            raise SharingFailed(type(error).__name__) from None
        return float(wait) / _MICRO

    def check(self) -> None:
        """Return when Redis answers now; raises SharingFailed."""
        try:
            self._redis.ping()
        except (RedisError, OSError) as error:
            raise SharingFailed(type(error).__name__) from None

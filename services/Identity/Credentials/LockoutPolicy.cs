using PenguinMails.Identity.Configuration;

namespace PenguinMails.Identity.Credentials;

/// <summary>
/// Counts failures by address and locks it, the same for known and unknown addresses. Its row is locked while an attempt is
/// decided, so attempts are decided one after the other: however many arrive at once, no more than the allowed number of
/// wrong guesses is ever answered.
/// </summary>
internal sealed class LockoutPolicy(IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>Until when the address is locked, null when it is not. Read without a lock: only a first check.</summary>
    public async Task<DateTimeOffset?> LockedUntilAsync(DatabaseTransaction read, string email) =>
        IfLocked(await read.ScalarAsync<DateTimeOffset?>(
            "select locked_until from account_guard where email_hash = @hash", new { hash = EmailAddress.Hash(email) }));

    /// <summary>Locks the row until the transaction ends, so that concurrent attempts are decided one after the other; returns as <see cref="LockedUntilAsync"/>.</summary>
    public async Task<DateTimeOffset?> LockRowAsync(DatabaseTransaction transaction, string email) =>
        IfLocked(await transaction.ScalarAsync<DateTimeOffset?>(
            """
            insert into account_guard (email_hash, touched_at) values (@hash, @now)
            on conflict (email_hash) do update set touched_at = excluded.touched_at
            returning locked_until
            """,
            new { hash = EmailAddress.Hash(email), now = time.GetUtcNow() }));

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether this failure has locked the address.</returns>
    public async Task<bool> CountFailureAsync(DatabaseTransaction transaction, string email)
    {
        var now = time.GetUtcNow();
        var settings = options.Value;
        var lockedUntil = await transaction.ScalarAsync<DateTimeOffset?>(
            """
            update account_guard guard
            set failures = case when cardinality(recent.failures) + 1 >= @MaxFailures then '{}' else recent.failures || @now end,
                locked_until = case when cardinality(recent.failures) + 1 >= @MaxFailures then @lockedUntil end
            from (select array(select failure from account_guard, unnest(failures) failure
                               where email_hash = @hash and failure > @since order by failure) failures) recent
            where guard.email_hash = @hash
            returning locked_until
            """,
            new
            {
                hash = EmailAddress.Hash(email),
                now,
                since = now - settings.FailureWindow,
                lockedUntil = now + settings.LockoutDuration,
                settings.MaxFailures,
            });
        return lockedUntil is not null;
    }

    /// <summary>Resets the failures after a successful verification.</summary>
    public static Task ResetFailuresAsync(DatabaseTransaction transaction, string email) => transaction.ExecuteAsync(
        "update account_guard set failures = '{}', locked_until = null where email_hash = @hash", new { hash = EmailAddress.Hash(email) });

    private DateTimeOffset? IfLocked(DateTimeOffset? lockedUntil) => lockedUntil > time.GetUtcNow() ? lockedUntil : null;
}

using Microsoft.Extensions.Options;
using PenguinMails.Identity.Configuration;
using PenguinMails.Postgres;

namespace PenguinMails.Identity.Credentials;

/// <summary>
/// Counts failures by address and locks it, the same for known and unknown addresses. Its row is locked while an attempt is
/// decided, so attempts are decided one after the other: however many arrive at once, no more than the allowed number of
/// wrong guesses is ever answered.
/// </summary>
internal sealed class AccountGuard(IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>Until when the address is locked, null when it is not. A quick look that decides nothing.</summary>
    public async Task<DateTimeOffset?> LockedUntilAsync(DatabaseTransaction read, string email) =>
        StillLocked(await read.ScalarAsync<DateTimeOffset?>(
            "select locked_until from account_guard where email_hash = @hash", new { hash = EmailAddress.Hash(email) }));

    /// <summary>Waits for its turn; then as <see cref="LockedUntilAsync"/>, and nobody else decides until the transaction ends.</summary>
    public async Task<DateTimeOffset?> EnterAsync(DatabaseTransaction transaction, string email) =>
        StillLocked(await transaction.ScalarAsync<DateTimeOffset?>(
            """
            insert into account_guard (email_hash, touched_at) values (@hash, @now)
            on conflict (email_hash) do update set touched_at = excluded.touched_at
            returning locked_until
            """,
            new { hash = EmailAddress.Hash(email), now = time.GetUtcNow() }));

    /// <summary>Counts a failure. True when it was one too many and the address is locked now.</summary>
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

    /// <summary>Forgets the failures: the user has proven who it is.</summary>
    public static Task ForgetFailuresAsync(DatabaseTransaction transaction, string email) => transaction.ExecuteAsync(
        "update account_guard set failures = '{}', locked_until = null where email_hash = @hash", new { hash = EmailAddress.Hash(email) });

    private DateTimeOffset? StillLocked(DateTimeOffset? lockedUntil) => lockedUntil > time.GetUtcNow() ? lockedUntil : null;
}

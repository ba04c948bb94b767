using PenguinMails.Identity.Users;
using PenguinMails.Postgres;

namespace PenguinMails.Identity.Credentials;

/// <summary>Who gives which password and code, and for what.</summary>
/// <param name="Action">The audited action: <c>sign_in</c> or <c>step_up</c>.</param>
/// <param name="Email">The address, normalised.</param>
/// <param name="Password">The password as typed.</param>
/// <param name="TotpCode">Six digits.</param>
/// <param name="SessionId">The session, once there is one.</param>
/// <param name="IpAddress">Where from.</param>
/// <param name="UserAgent">With what.</param>
internal sealed record PlainTextAttempt(
    string Action, string Email, string Password, string TotpCode, Guid? SessionId, string? IpAddress, string? UserAgent)
{
    public override string ToString() => $"{Action} (redacted)";
}

/// <summary>The one place where a password and a code are judged: check, guard, audit, in an order that leaks nothing.</summary>
internal sealed class CredentialGate(Database database, CredentialCheck check, AccountGuard guard, AttemptRecords records, TimeProvider time)
{
    /// <summary>Runs <paramref name="whenRight"/> in the transaction that uses up the code and records the success.</summary>
    public async Task<GateAnswer<T>> PassAsync<T>(
        PlainTextAttempt attempt, Func<DatabaseTransaction, User, Task<(T Value, Guid SessionId)>> whenRight, CancellationToken cancellationToken)
    {
        var (user, locked) = await database.ReadAsync(
            async read => (await read.FindUserAsync(attempt.Email), await guard.LockedUntilAsync(read, attempt.Email)), cancellationToken);
        var credentials = locked is null
            ? await check.CheckAsync(user, attempt.Password, attempt.TotpCode, cancellationToken)
            : null;
        return await database.InTransactionAsync(
            async transaction =>
            {
                locked = await guard.EnterAsync(transaction, attempt.Email) ?? locked;
                if (credentials is null || locked is not null)
                {
                    await records.RefusedAsync(transaction, attempt, user);
                    return new GateAnswer<T>.Locked((locked ?? time.GetUtcNow()) - time.GetUtcNow());
                }

                return await DecideAsync(transaction, attempt, credentials, whenRight);
            },
            cancellationToken);
    }

    private async Task<GateAnswer<T>> DecideAsync<T>(
        DatabaseTransaction transaction,
        PlainTextAttempt attempt,
        CheckedCredentials credentials,
        Func<DatabaseTransaction, User, Task<(T Value, Guid SessionId)>> whenRight)
    {
        if (credentials is not { AreRight: true, User: { } user, TotpStep: { } step })
        {
            await records.FailedAsync(transaction, attempt, credentials);
            if (await guard.CountFailureAsync(transaction, attempt.Email))
            {
                await records.LockedAsync(transaction, attempt, credentials.User);
            }

            return new GateAnswer<T>.Refused();
        }

        if (!await transaction.TryUseTotpStepAsync(user.UserId, step))
        {
            // Right, but used before: a second tab or a replay. It is no guess, so it does not count towards a lock.
            await records.ReusedAsync(transaction, attempt, user);
            return new GateAnswer<T>.Refused();
        }

        await AccountGuard.ForgetFailuresAsync(transaction, attempt.Email);
        var (value, sessionId) = await whenRight(transaction, user);
        await records.SucceededAsync(transaction, attempt, user, sessionId);
        return new GateAnswer<T>.Passed(value);
    }
}

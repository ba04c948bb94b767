namespace PenguinMails.Identity.Credentials;

/// <summary>One attempt to sign in or to step up.</summary>
/// <param name="Action">The audited action: <c>sign_in</c> or <c>step_up</c>.</param>
/// <param name="Email">The address, normalised.</param>
/// <param name="Password">The password as typed.</param>
/// <param name="TotpCode">Six digits.</param>
/// <param name="SessionId">The session, once there is one.</param>
/// <param name="IpAddress">The client's IP address.</param>
/// <param name="UserAgent">The client's user agent.</param>
internal sealed record PlainTextAttempt(
    string Action, string Email, string Password, string TotpCode, Guid? SessionId, string? IpAddress, string? UserAgent)
{
    public override string ToString() => $"{Action} (redacted)";
}

/// <summary>Verifies passwords and codes: check, lockout and audit in an order that reveals nothing about the account.</summary>
internal sealed class SignInVerifier(Database database, CredentialCheck check, LockoutPolicy lockout, AttemptRecords records, TimeProvider time)
{
    /// <summary>Runs <paramref name="onVerified"/> in the transaction that uses up the code and records the success.</summary>
    public async Task<VerificationResult<T>> VerifyAsync<T>(
        PlainTextAttempt attempt, Func<DatabaseTransaction, User, Task<(T Value, Guid SessionId)>> onVerified, CancellationToken cancellationToken)
    {
        var (user, locked) = await database.ReadAsync(
            async read => (await read.FindUserAsync(attempt.Email), await lockout.LockedUntilAsync(read, attempt.Email)), cancellationToken);
        var credentials = locked is null
            ? await check.CheckAsync(user, attempt.Password, attempt.TotpCode, cancellationToken)
            : null;
        return await database.InTransactionAsync(
            async transaction =>
            {
                locked = await lockout.LockRowAsync(transaction, attempt.Email) ?? locked;
                if (credentials is null || locked is not null)
                {
                    await records.RefusedAsync(transaction, attempt, user);
                    return new VerificationResult<T>.Locked((locked ?? time.GetUtcNow()) - time.GetUtcNow());
                }

                return await DecideAsync(transaction, attempt, credentials, onVerified);
            },
            cancellationToken);
    }

    private async Task<VerificationResult<T>> DecideAsync<T>(
        DatabaseTransaction transaction,
        PlainTextAttempt attempt,
        CheckedCredentials credentials,
        Func<DatabaseTransaction, User, Task<(T Value, Guid SessionId)>> onVerified)
    {
        if (credentials is not { AreValid: true, User: { } user, TotpStep: { } step })
        {
            await records.FailedAsync(transaction, attempt, credentials);
            if (await lockout.CountFailureAsync(transaction, attempt.Email))
            {
                await records.LockedAsync(transaction, attempt, credentials.User);
            }

            return new VerificationResult<T>.Refused();
        }

        if (!await transaction.TryUseTotpStepAsync(user.UserId, step))
        {
            // A valid code that was used before, by a second tab or a replay. It is not a guess, so it does not count towards a lockout.
            await records.ReusedAsync(transaction, attempt, user);
            return new VerificationResult<T>.Refused();
        }

        await LockoutPolicy.ResetFailuresAsync(transaction, attempt.Email);
        var (value, sessionId) = await onVerified(transaction, user);
        await records.SucceededAsync(transaction, attempt, user, sessionId);
        return new VerificationResult<T>.Passed(value);
    }
}

using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.Invitations;

/// <summary>Turns an invitation into an account that can sign in. Of several at once one succeeds.</summary>
internal sealed class InvitationAcceptance(
    Database database,
    InvitationStore invitations,
    ITransit transit,
    PasswordCheckGate gate,
    PasswordHashing passwords,
    AuditTrail trail,
    TimeProvider time)
{
    private const string Action = "user.accept";

    /// <returns>What is wrong; null when it is accepted.</returns>
    public async Task<ApiProblem?> AcceptAsync(string token, string password, string totpCode, HttpContext context)
    {
        var stop = context.RequestAborted;
        if (await database.ReadAsync(read => invitations.FindAsync(read, token), stop) is not { } invitation)
        {
            return new ApiProblem(ProblemCatalog.InvitationExpired);
        }

        if (PasswordRules.ProblemOf(password, invitation.Email) is { } weakness)
        {
            return new FieldErrors().Require(false, "password", weakness).ToProblem();
        }

        var step = invitation.TotpSecret is { } cipherText ? await MatchAsync(cipherText, totpCode, stop) : null;
        if (step is null)
        {
            await database.InTransactionAsync(
                transaction => RecordAsync(transaction, invitation, context, AuditOutcomes.Failed, ProblemCatalog.InvalidCredentials.Code), stop);
            return new ApiProblem(ProblemCatalog.InvalidCredentials) { Detail = "The code is not the one that the authenticator shows now." };
        }

        using var place = await gate.EnterAsync(isTrusted: false, stop);
        if (place is null)
        {
            return new ApiProblem(ProblemCatalog.TooManyRequests) { RetryAfter = PasswordCheckGate.BusyRetry };
        }

        var passwordHash = passwords.Hash(password);
        return await database.InTransactionAsync(
            async transaction =>
            {
                // The secret whose code was checked is the one that stays.
                var isSpent = await transaction.ExecuteAsync(
                    "delete from invitation where token_hash = @hash and expires_at > @now and totp_secret = @TotpSecret",
                    new { hash = OpaqueToken.Hash(token), now = time.GetUtcNow(), invitation.TotpSecret }) == 1;
                if (!isSpent || !await transaction.TryActivateUserAsync(invitation.UserId, passwordHash, invitation.TotpSecret!, step.Value))
                {
                    return new ApiProblem(ProblemCatalog.InvitationExpired);
                }

                await RecordAsync(transaction, invitation, context, AuditOutcomes.Success, code: null);
                return (ApiProblem?)null;
            },
            stop);
    }

    private async Task<long?> MatchAsync(string cipherText, string totpCode, CancellationToken cancellationToken)
    {
        using var secret = await transit.DecryptAsync(TransitKey.Identity, cipherText, cancellationToken: cancellationToken);
        return Totp.MatchingStep(secret.Span, totpCode, time.GetUtcNow());
    }

    private Task RecordAsync(DatabaseTransaction transaction, OpenInvitation invitation, HttpContext context, string outcome, string? code) =>
        trail.RecordAsync(
            transaction,
            new AuditActor(invitation.UserId, invitation.Email, invitation.Role, null, Caller.AddressOf(context), Caller.UserAgentOf(context)),
            new AuditEntry(Action, outcome) { TenantId = invitation.TenantId, Code = code });
}

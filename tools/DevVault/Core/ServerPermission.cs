using PenguinMails.DevVault.Audit;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Core;

/// <summary>Token, policy and audit for the requests that act on the server as a whole.</summary>
internal sealed class ServerPermission(ActiveVault vault)
{
    /// <summary>Why the request may not act, or null.</summary>
    public async ValueTask<Refusal?> ProblemAsync(LogicalRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var access = await vault.Access.OfCallerAsync(request, cancellationToken);
            if (await vault.Tokens.UseAsync(request.Token!, cancellationToken) is not { } use)
            {
                return Refusal.PolicyDenied;
            }

            var refusal = access.Allows(request, needsSudo: true) ? null : Refusal.PolicyDenied;
            if (!await vault.Audit.RecordRequestAsync(new AuditRecord(request, use.Entry, vault.Access), refusal, cancellationToken))
            {
                return new(StatusCodes.Status500InternalServerError, "failed to audit request, cannot continue", Listed: true);
            }

            return refusal;
        }
        catch (RefusedException refused)
        {
            // A missing token is a plain failure here, unlike everywhere else.
            return refused.Refusal.Status == StatusCodes.Status403Forbidden
                ? Refusal.PolicyDenied
                : new(StatusCodes.Status500InternalServerError, refused.Refusal.Message, Listed: true);
        }
    }
}

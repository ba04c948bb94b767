using PenguinMails.DevVault.Identity;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Policies;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Core;

/// <summary>From a token to what it may do.</summary>
internal sealed class AccessControl(TokenStore tokens, PolicyStore policies, IdentityStore identity)
{
    /// <summary>
    /// The access list of the caller. Refused when there is no token, when it is not valid (any more) or not from this address,
    /// or when its entity is gone or disabled.
    /// </summary>
    /// <exception cref="RefusedException">No such caller.</exception>
    public ValueTask<AccessList> OfCallerAsync(LogicalRequest request, CancellationToken cancellationToken)
    {
        if (request.ClientToken.Length == 0)
        {
            throw new RefusedException(Refusal.MissingToken);
        }

        if (request.Token is not { } token)
        {
            throw new RefusedException(Refusal.InvalidToken);
        }

        if (!Cidrs.Allow(token.BoundCidrs, request.RemoteAddress))
        {
            throw new RefusedException(Refusal.PermissionDenied);
        }

        return policies.AccessOfAsync(token, SubjectOf(token, mustBeUsable: true), cancellationToken);
    }

    /// <summary>The access list of any token; null when there is no such token.</summary>
    public async ValueTask<AccessList?> OfTokenAsync(string token, CancellationToken cancellationToken) =>
        await tokens.FindAsync(token, cancellationToken) is { } entry ? await OfEntryAsync(entry, cancellationToken) : null;

    public ValueTask<AccessList> OfEntryAsync(TokenEntry entry, CancellationToken cancellationToken) =>
        policies.AccessOfAsync(entry, SubjectOf(entry, mustBeUsable: false), cancellationToken);

    /// <summary>Policies that a token has through its entity and that entity's groups.</summary>
    public IReadOnlyList<string> IdentityPolicies(TokenEntry token) => SubjectOf(token, mustBeUsable: false)?.Policies ?? [];

    private Subject? SubjectOf(TokenEntry token, bool mustBeUsable)
    {
        if (token.EntityId.Length == 0)
        {
            return null;
        }

        var subject = identity.State.Subject(token.EntityId);
        return mustBeUsable && (subject is null || subject.Entity.Disabled)
            ? throw new RefusedException(Refusal.PermissionDenied)
            : subject;
    }
}

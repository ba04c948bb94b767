using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;

/// <summary>
/// The positive control of a proof (docs/adr/0035-proof-with-a-positive-control.md): while it lasts, the account has a control key, and only
/// where the server accepts that key does the refusal of another one count.
/// </summary>
internal sealed class ControlProof(ISshConnector connector, ServerBreaker breaker, AdminSessions sessions, ServerAccounts accounts)
{
    /// <summary>The server refuses even the control key.</summary>
    public const string RefusesAll = "account_refuses_all";

    /// <summary>Puts the control key into the account and offers it.</summary>
    /// <returns>Done when the account accepts it.</returns>
    public async Task<TargetAnswer> BeginAsync(SecretContext context, string account, CancellationToken cancellationToken)
    {
        // What let the platform in may be gone; then the control line was written when it went.
        if (!HasNoWayIn(context) && await EditAsync(context, account, withControl: true, cancellationToken) is TargetAnswer.NotDone notPut)
        {
            return notPut;
        }

        return await breaker.AskAsync(
            context,
            () => connector.OfferAsync(context.RequiredServer.Endpoint(), account, ControlKey.Of(context.SecretId), cancellationToken),
            answer => answer is SshAnswer.Refused
                ? new TargetAnswer.Retry(RefusesAll, $"{account} refuses all keys, a new one too, so its refusal of this key proves nothing.")
                : SshAnswers.ToTarget(answer),
            cancellationToken);
    }

    /// <summary>Removes the control key. Where no way leads in any more, it stays: nobody can use it.</summary>
    public Task<TargetAnswer> EndAsync(SecretContext context, string account, CancellationToken cancellationToken) => HasNoWayIn(context)
        ? Task.FromResult<TargetAnswer>(TargetAnswer.Confirmed)
        : EditAsync(context, account, withControl: false, cancellationToken);

    /// <summary>Whether the key under proof is the one that would open a session, and has ended.</summary>
    public static bool HasNoWayIn(SecretContext context) => context.Secret.IsServerAccessKey() && context.Current is null;

    private Task<TargetAnswer> EditAsync(SecretContext context, string account, bool withControl, CancellationToken cancellationToken) => sessions.UseAsync(
        context,
        async session => SshAnswers.ToTarget(
            await accounts.EditAsync(session, new AuthorizedKeysEdit(account, context.SecretId, context.Fence) { WithControl = withControl }, cancellationToken),
            context.RequiredServer.Address),
        cancellationToken);
}

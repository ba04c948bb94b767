using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;

/// <summary>
/// Gives a replaced key its end on the server itself, and sees that it is accepted until then (docs/adr/0035-proof-with-a-positive-control.md).
/// A server that drops the line for its option gets it without one, and the platform ends the key.
/// </summary>
internal sealed class EndOfGrace(ISshConnector connector, ServerBreaker breaker, AdminSessions sessions, ServerAccounts accounts)
{
    private static readonly TargetAnswer ByPlatform = new TargetAnswer.Done { EndsByPlatform = true };

    public async Task<TargetAnswer> SetAsync(
        SecretContext context, AuthorizedKeysEdit edit, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        var with = edit with { Put = [new AuthorizedKey(previous.VersionId, previous.PublicKey(), endsAt)] };
        var without = edit with { Put = [new AuthorizedKey(previous.VersionId, previous.PublicKey())] };
        var set = await EditAsync(context, session => session.Version.TakesExpiryInUtc ? with : without, cancellationToken);
        if (set.Answer is TargetAnswer.NotDone notSet)
        {
            return notSet;
        }

        if (set.Done == without)
        {
            return ByPlatform;
        }

        var isRefused = false;
        var offered = await breaker.AskAsync(
            context,
            () => connector.OfferAsync(context.RequiredServer.Endpoint(), edit.Account, previous.PublicKey(), cancellationToken),
            answer => (isRefused = answer is SshAnswer.Refused) ? TargetAnswer.Confirmed : SshAnswers.ToTarget(answer),
            cancellationToken);
        if (offered is TargetAnswer.NotDone || !isRefused)
        {
            return offered;
        }

        // By the server's clock, which is the one that sshd goes by: what has reached its end is refused as it should be.
        var undone = await EditAsync(context, _ => without with { NotAfter = endsAt }, cancellationToken);
        return undone switch
        {
            { IsLate: true } => TargetAnswer.Confirmed,
            { Answer: TargetAnswer.NotDone notUndone } => notUndone,
            _ => ByPlatform,
        };
    }

    private async Task<Set> EditAsync(SecretContext context, Func<ISshSession, AuthorizedKeysEdit> choose, CancellationToken cancellationToken)
    {
        AuthorizedKeysEdit? chosen = null;
        var isLate = false;
        var answer = await sessions.UseAsync(
            context,
            async session =>
            {
                chosen = choose(session);
                var outcome = await accounts.EditAsync(session, chosen, cancellationToken);
                isLate = outcome is EditOutcome.TooLate;
                return isLate ? TargetAnswer.Confirmed : SshAnswers.ToTarget(outcome, context.RequiredServer.Address);
            },
            cancellationToken);
        return new Set(answer, chosen, isLate);
    }

    private sealed record Set(TargetAnswer Answer, AuthorizedKeysEdit? Done, bool IsLate);
}

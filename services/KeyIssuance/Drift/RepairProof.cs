using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>
/// Shows that a repair did what it should: each key that had to go is offered and refused, each that had to come back is offered
/// and accepted, and a new check finds nothing of what was to be repaired. Only then do the findings end.
/// </summary>
internal sealed class RepairProof(
    Database database, ISshConnector connector, AdminSessions sessions, ServerAccounts accounts, StillAccepted accepted, DriftFindings drift, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Prove;

    public OperationKind? Kind => OperationKind.Repair;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var (findings, account) = await database.ReadAsync(
            async read => (await DriftFindings.OfOperationAsync(read, operation.Row.OperationId), await WatchedAccount.OfSecretAsync(read, operation.Row.SecretId)),
            cancellationToken);
        if (await ProveAsync(operation, findings, cancellationToken) is TargetAnswer.NotDone notProven)
        {
            return notProven;
        }

        AccountCheckOutcome? seen = null;
        var answer = await sessions.UseAsync(
            operation,
            async session =>
            {
                seen = await accounts.CheckAsync(session, SshSecretType.AccountOf(operation), cancellationToken);
                return TargetAnswer.Confirmed;
            },
            cancellationToken);
        return (answer, seen) switch
        {
            (TargetAnswer.NotDone notDone, _) => notDone,
            (_, AccountCheckOutcome.NotPossible problem) => new TargetAnswer.Retry("authorized_keys_" + problem.Code, $"{operation.RequiredServer.Address}: {problem.Detail}"),
            _ => await JudgeAsync(account, findings, (AccountCheckOutcome.Checked)seen!, cancellationToken),
        };
    }

    /// <summary>With a control, unless a key that must be accepted is one.</summary>
    private async Task<TargetAnswer> ProveAsync(Operation operation, IReadOnlyList<FindingRow> findings, CancellationToken cancellationToken)
    {
        if (operation.Versions.Any(version => version.IsAcceptedAt(time.GetUtcNow())) || !RepairStep.ToBeRefused(operation, findings).Any())
        {
            return await OfferAsync(operation, findings, cancellationToken);
        }

        var answer = await operation.Type.BeginProofAsync(operation, cancellationToken);
        answer = answer is TargetAnswer.Done ? await OfferAsync(operation, findings, cancellationToken) : answer;
        if (answer is TargetAnswer.Retry { IsUnreachable: true } or TargetAnswer.Fenced)
        {
            return answer;
        }

        var ended = await operation.Type.EndProofAsync(operation, cancellationToken);
        return answer is TargetAnswer.Done ? ended : answer;
    }

    private async Task<TargetAnswer> OfferAsync(Operation operation, IReadOnlyList<FindingRow> findings, CancellationToken cancellationToken)
    {
        foreach (var key in RepairStep.ToBeRefused(operation, findings))
        {
            switch (await connector.OfferAsync(operation.RequiredServer.Endpoint(), SshSecretType.AccountOf(operation), key, cancellationToken))
            {
                case SshAnswer.Refused:
                    break;
                case SshAnswer.Accepted:
                    return await accepted.ExplainAsync(operation, SshSecretType.AccountOf(operation), key, cancellationToken);
                case var other:
                    return SshAnswers.ToTarget(other);
            }
        }

        // Also for another owner or mode: what counts is that the keys in use are accepted again.
        foreach (var version in operation.Versions.Where(version => version.IsAcceptedAt(time.GetUtcNow())))
        {
            var answer = await connector.OfferAsync(operation.RequiredServer.Endpoint(), SshSecretType.AccountOf(operation), version.PublicKey(), cancellationToken);
            if (SshAnswers.ToTarget(answer) is TargetAnswer.NotDone notDone)
            {
                return answer is SshAnswer.Refused
                    ? new TargetAnswer.Retry("key_refused", $"The server refuses the key {version.Fingerprint} although its line is there.")
                    : notDone;
            }
        }

        return TargetAnswer.Confirmed;
    }

    private async Task<StepResult> JudgeAsync(
        WatchedAccount account, IReadOnlyList<FindingRow> findings, AccountCheckOutcome.Checked seen, CancellationToken cancellationToken)
    {
        var observations = (await database.ReadAsync(read => KeyOriginQuery.ReadAsync(read, account, seen, time.GetUtcNow()), cancellationToken)).Compare(seen);
        return observations.FirstOrDefault(observation => findings.Any(finding => finding.Is(observation))) is { } still
            ? new TargetAnswer.Retry("still_there", still.Detail)
            : new StepResult.Done(transaction => drift.ResolveGoneAsync(transaction, account, observations));
    }
}

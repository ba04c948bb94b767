using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>
/// Makes an account's keys what they should be where the operation's findings say otherwise, in one fenced edit. Lines that no
/// finding is about stay.
/// </summary>
internal sealed class RepairStep(
    Database database, AdminSessions sessions, ServerAccounts accounts, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Repair;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var findings = await database.ReadAsync(read => DriftFindings.OfOperationAsync(read, operation.Row.OperationId), cancellationToken);
        var edit = EditFor(operation, findings, time.GetUtcNow());
        var answer = await sessions.UseAsync(
            operation,
            async session =>
            {
                var edited = SshAnswers.ToTarget(await accounts.EditAsync(session, edit, cancellationToken), operation.RequiredServer.Address);
                if (edited is TargetAnswer.Done && HasNoLiveVersion(operation, findings))
                {
                    await accounts.EndSessionsAsync(session, SshSecretType.AccountOf(operation), cancellationToken);
                }

                return edited;
            },
            cancellationToken);
        return answer is TargetAnswer.NotDone why ? why : StepResult.Done.Nothing;
    }

    private static AuthorizedKeysEdit EditFor(Operation operation, IReadOnlyList<FindingRow> findings, DateTimeOffset now) =>
        new(SshSecretType.AccountOf(operation), operation.SecretId, operation.Fence)
        {
            RestoreModes = findings.Any(finding => finding.Kind == DriftKinds.ChangedMode),
            Put =
            [
                .. operation.Versions.Where(version => version.IsAcceptedAt(now) && findings.Any(finding => !finding.EndsWithRefusal && finding.Fingerprint == version.Fingerprint))
                    .Select(version => new AuthorizedKey(version.VersionId, version.PublicKey(), version.EndAtTarget)),
            ],
            Remove = [.. ToBeRefused(operation, findings)],
        };

    /// <summary>The keys that the operation is to end; never one that the account's secret lives by.</summary>
    internal static IEnumerable<PublicKey> ToBeRefused(Operation operation, IReadOnlyList<FindingRow> findings) =>
        findings.Where(finding => finding.EndsWithRefusal).Select(finding => finding.Key).OfType<PublicKey>()
            .Where(key => !operation.Versions.Any(version => version.IsLive && version.Fingerprint == key.Fingerprint)).Distinct();

    // Keys act at login only. Where a tenant's own key is in use, its processes are not ended for the sake of an intruder's.
    private static bool HasNoLiveVersion(Operation operation, IReadOnlyList<FindingRow> findings) =>
        !operation.Secret.IsServerAccessKey() && findings.Any(finding => finding.EndsWithRefusal) && !operation.Versions.Any(version => version.IsLive);
}

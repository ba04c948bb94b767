using System.Text.Json.Nodes;
using PenguinMails.Destruction.Tests.Platform;
using PenguinMails.Destruction.Tests.Workload;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.Destruction.Tests.Proof;

/// <summary>Looks at everything after the destruction. Empty is good: all that is wrong is said at once.</summary>
internal sealed class Findings(RunningPlatform platform, Bustle bustle)
{
    private readonly List<string> _wrong = [];

    public async Task<IReadOnlyList<string>> LookAsync()
    {
        var versions = await VersionRow.AllAsync(platform);
        var operations = await OperationRow.AllAsync(platform);
        await using var outsider = await Outsider.StartAsync();
        States(versions);
        await ServersAsync(versions, outsider);
        await HandedOutAsync(versions, outsider);
        await VaultAsync(versions);
        await LedgerAsync(versions, operations);
        await HistoryAsync(operations);
        Logs();
        return _wrong;
    }

    private void Check(bool isRight, string otherwise)
    {
        if (!isRight)
        {
            _wrong.Add(otherwise);
        }
    }

    private void States(IReadOnlyList<VersionRow> versions)
    {
        foreach (var secret in versions.GroupBy(version => version.SecretId))
        {
            Check(secret.Count(version => version.State == "current") <= 1, $"secret {secret.Key} has more than one current version");
        }

        foreach (var version in versions)
        {
            Check(version.State is "current" or "retired" or "revoked" or "abandoned", $"version {version.VersionId} is {version.State} and nobody works on it");
        }
    }

    /// <summary>Every version ever made is offered to its server.</summary>
    private async Task ServersAsync(IReadOnlyList<VersionRow> versions, Outsider outsider)
    {
        foreach (var version in versions)
        {
            var tenant = TenantOf(version);
            var answer = await outsider.OfferAsync(tenant, version.Name == "admin" ? "penguin-admin" : tenant.Account, version.PublicKey);
            var isRight = version.State == "current" ? answer is SshAnswer.Accepted : answer is SshAnswer.Refused || (version is { State: "abandoned", IsLeftBehind: true } && !version.IsClaimed);
            Check(isRight, $"a {version.State} {version.Name} key ({version.VersionId}) is answered with {answer}");
        }
    }

    /// <summary>Every key that a client has received is used.</summary>
    private async Task HandedOutAsync(IReadOnlyList<VersionRow> versions, Outsider outsider)
    {
        var fingerprints = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (tenant, privateKey) in bustle.HandedOut)
        {
            var fingerprint = await outsider.FingerprintAsync(privateKey);
            Check(fingerprints.Add(fingerprint), $"{fingerprint} was handed out twice");
            var version = versions.SingleOrDefault(version => version.Fingerprint == fingerprint);
            Check(version is { IsClaimed: true } && version.TenantId == tenant.Id, $"{fingerprint} was handed out and nobody's claim says so");
            var answer = await outsider.LoginAsync(tenant, privateKey);
            Check(version?.State == "current" ? answer is SshAnswer.Accepted : answer is SshAnswer.Refused, $"the tenant's {version?.State} key {fingerprint} is answered with {answer}");
        }
    }

    /// <summary>Readers get the current version, and of an ended one nothing.</summary>
    private async Task VaultAsync(IReadOnlyList<VersionRow> versions)
    {
        foreach (var secret in versions.GroupBy(version => (version.TenantId, version.Name)))
        {
            using var answer = await platform.Vault.SendAsync(HttpMethod.Get, $"secret/data/penguinmails/ssh/{secret.Key.TenantId}/{secret.Key.Name}");
            var inVault = answer.IsSuccessStatusCode
                ? (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!["data"]!["version_id"]
                : null;
            var current = secret.SingleOrDefault(version => version.State == "current");
            Check(inVault is null || secret.Any(version => version.VersionId.ToString() == inVault && version.WasPromoted), $"readers get a version of {secret.Key} that never was current");
            Check(current is null || inVault == current.VersionId.ToString(), $"readers get {inVault} of {secret.Key}, and {current?.VersionId} is current");
        }
    }

    private async Task LedgerAsync(IReadOnlyList<VersionRow> versions, IReadOnlyList<OperationRow> operations)
    {
        var ledger = await LedgerRow.AllAsync(platform);
        var verification = JsonNode.Parse(await Eventually.GetAsync(bustle.VerifyLedgerAsync, _ => true, TimeSpan.FromMinutes(2)))!;
        Check((bool)verification["valid"]!, $"the ledger is not whole: {verification["firstProblem"]?.ToJsonString()}");
        Check((await platform.QueryAsync<string>("audit", "select cause from audit_quarantine")).Count == 0, "a record could not be appended");
        Check(ledger.DistinctBy(record => record.RecordId).Count() == ledger.Count, "the ledger holds a record twice");
        var byCorrelation = ledger.Where(record => record.CorrelationId is not null).ToLookup(record => record.CorrelationId!.Value);
        foreach (var version in versions.Where(version => version.IsClaimed))
        {
            string[] outcomes = [.. byCorrelation[version.DownloadId!.Value].Select(record => record.Outcome).Order(StringComparer.Ordinal)];
            Check(outcomes is ["failed", "intent"] or ["intent", "success"], $"the reveal of {version.VersionId} is audited as [{string.Join(", ", outcomes)}]");
        }

        foreach (var operation in operations)
        {
            string[] outcomes = [.. byCorrelation[operation.OperationId]
                .Where(record => record.Action == "ssh_key." + operation.Kind).Select(record => record.Outcome).Order(StringComparer.Ordinal)];
            string[] expected = operation.Status == "succeeded" ? ["intent", "success"] : ["failed", "intent"];
            Check(outcomes.SequenceEqual(expected), $"{operation} is audited as [{string.Join(", ", outcomes)}]");
        }
    }

    /// <summary>What tenants see of their last rotations is what the operations, and with them the ledger, say.</summary>
    private async Task HistoryAsync(IReadOnlyList<OperationRow> operations)
    {
        foreach (var tenant in platform.Tenants)
        {
            string[] seen = [.. JsonNode.Parse(await Eventually.GetAsync(() => bustle.LookAsync(tenant), _ => true, TimeSpan.FromMinutes(2)))!["rotationHistory"]!.AsArray().Select(entry => (string)entry!["status"]!)];
            string[] happened = [.. operations
                .Where(operation => operation.TenantId == tenant.Id && operation.Name == "tenant" && operation.Kind is "issue" or "rotate" or "regenerate" or "reset" or "revoke")
                .Take(5).Select(operation => operation.Status == "succeeded" ? "success" : "failed")];
            Check(seen.SequenceEqual(happened), $"tenant {tenant.Number} sees [{string.Join(", ", seen)}] where [{string.Join(", ", happened)}] happened");
        }
    }

    private void Logs()
    {
        var keys = new KeyTraces([
            .. bustle.HandedOut.Select(entry => entry.PrivateKey), .. platform.SshServers.Select(server => File.ReadAllText(server.BootstrapKeyPath)),
        ]);
        var canary = new LogCanary();
        foreach (var secret in bustle.Secrets)
        {
            canary.Watch("a secret of a user", secret);
        }

        foreach (var member in platform.Members)
        {
            var log = member.Log;
            Check(!keys.AreIn(log), $"the log of {member.Name} holds a private key");
            Check(canary.FindIn(log).Count == 0, $"the log of {member.Name} holds a secret of a user");
        }
    }

    private Tenant TenantOf(VersionRow version) => platform.Tenants.Single(tenant => tenant.Id == version.TenantId);
}

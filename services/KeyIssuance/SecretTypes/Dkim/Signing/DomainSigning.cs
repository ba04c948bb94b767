using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Signing;

/// <summary>What signs a domain's mail on the tenant's mail server.</summary>
internal sealed class DomainSigning(AdminSessions sessions, MailSigner signer, IOptions<DkimOptions> options)
{
    public const string NotRunningCode = "signer_not_running";
    public const string NotReadyCode = "signer_not_ready";

    /// <summary>The sender of probes of a key that signs nothing else yet.</summary>
    public static string TrialSenderOf(string domain) => $"signing-trial@{domain}";

    /// <summary>Installs the new version's keys beside the present ones. They sign the trial's mail alone.</summary>
    public async Task<TargetAnswer> InstallAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken)
    {
        var installed = new List<SigningKey>();
        foreach (var key in KeysOf(context.RequiredVersion))
        {
            using var pem = await staged.OpenAsync(DkimValues.PrivateKey + (installed.Count == 0 ? "" : DkimValues.OfEd25519), cancellationToken);
            installed.Add(key with { PlainTextPem = Encoding.ASCII.GetString(pem.Span) });
        }

        var trial = TrialSenderOf(context.Secret.Name);
        return await EditAsync(
            context, [.. installed, .. KeysOf(context.Current)], [.. installed.Select(key => new SigningRule(trial, key)), .. RulesOf(context, context.Current)], cancellationToken);
    }

    /// <summary>Lets the new version's keys sign all of the domain's mail. Those of the present one stay, so that the switch can be undone.</summary>
    public Task<TargetAnswer> SwitchAsync(SecretContext context, CancellationToken cancellationToken) =>
        EditAsync(context, [.. KeysOf(context.RequiredVersion), .. KeysOf(context.Current)], [.. RulesOf(context, context.RequiredVersion)], cancellationToken);

    /// <summary>Lets the current version alone sign, and removes all other keys: after a grace period, and to undo an installation or a switch.</summary>
    public Task<TargetAnswer> KeepCurrentAsync(SecretContext context, CancellationToken cancellationToken) =>
        EditAsync(context, [.. KeysOf(context.Current)], [.. RulesOf(context, context.Current)], cancellationToken);

    /// <summary>Nothing signs the domain's mail any more. A signer that does not run signs nothing either, and reads the tables when it starts.</summary>
    public async Task<TargetAnswer> StopAsync(SecretContext context, CancellationToken cancellationToken) =>
        await EditAsync(context, [], [], cancellationToken) is TargetAnswer.NotDone why and not TargetAnswer.Retry { Code: NotRunningCode } ? why : TargetAnswer.Confirmed;

    /// <summary>What to do about a failure; null for failures of others.</summary>
    public static string? NextStepFor(string code) => code switch
    {
        NotRunningCode => "Start OpenDKIM on the tenant's server; the operation goes on by itself.",
        NotReadyCode => "Prepare OpenDKIM on the tenant's server as the detail says (docs/operations/dkim.md).",
        _ => null,
    };

    // Their files are there already, or are about to be written.
    private static IEnumerable<SigningKey> KeysOf(SecretVersion? version) => version is null
        ? []
        : Selectors.OfVersion(version).Select((selector, number) => new SigningKey(
            selector, KeyRecord.Parse(version.PublicData[DkimValues.Record + (number == 0 ? "" : DkimValues.OfEd25519)])!.KeyType == KeyRecord.Ed25519));

    private static IEnumerable<SigningRule> RulesOf(SecretContext context, SecretVersion? version) =>
        KeysOf(version).Select(key => new SigningRule($"*@{context.Secret.Name}", key));

    private Task<TargetAnswer> EditAsync(SecretContext context, SigningKey[] keys, SigningRule[] rules, CancellationToken cancellationToken) => sessions.UseAsync(
        context,
        async session => await signer.EditAsync(
            session, options.Value.Places, new SigningEdit(context.Secret.Name, context.SecretId, context.Fence) { Keys = keys, Rules = rules }, cancellationToken) switch
        {
            SigningOutcome.Done => TargetAnswer.Confirmed,
            SigningOutcome.Fenced fenced => new TargetAnswer.Fenced(fenced.Highest),
            SigningOutcome.NotPossible { Code: "not_running" } stopped => new TargetAnswer.Retry(NotRunningCode, stopped.Detail),
            SigningOutcome.NotPossible { Code: "not_ready" } notReady => new TargetAnswer.Retry(NotReadyCode, notReady.Detail),
            SigningOutcome.NotPossible other => new TargetAnswer.Retry(other.Code, other.Detail),
            _ => throw new InvalidOperationException("An edit ended in an unknown way."),
        },
        cancellationToken);
}

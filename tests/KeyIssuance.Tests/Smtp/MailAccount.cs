using System.Text;
using System.Text.Json.Nodes;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.LocalComponents;
using PenguinMails.Postgres;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>An account under test on the world's mail server: asks for operations on its password and looks at database, Vault and server.</summary>
internal sealed class MailAccount(World world, Tenant tenant)
{
    public const string Name = "mail-1";

    public Tenant Tenant => tenant;

    public string Username { get; } = $"admin@{tenant.Id.ToString("N")[..8]}.example";

    public SecretReference Secret { get; } = new(tenant.Id, Contracts.SecretTypes.Smtp, Name);

    private VaultPath Path => VaultPath.Smtp(tenant.Id, Name);

    /// <summary>An account of a new tenant; it has its first password.</summary>
    public static async Task<MailAccount> IssuedAsync(World world)
    {
        var account = new MailAccount(world, await (await world.EnrolAsync()).IssuedAsync());
        await account.SucceededAsync(await account.EnrolAsync());
        return account;
    }

    /// <param name="body">What differs from the usual request.</param>
    /// <param name="database">Whose transaction starts it; the world's otherwise.</param>
    public async Task<Guid> EnrolAsync(JsonObject? body = null, Database? database = null)
    {
        var request = body ?? [];
        request["name"] ??= Name;
        request["username"] ??= Username;
        var read = (Enrolment.Read)world.Types.Get(Secret.Type).ReadEnrolment(request);
        var started = await (database ?? world.Database).InTransactionAsync(
            transaction => world.SecretEnrolments.StartAsync(transaction, Request(OperationKind.Issue), read.Secret.Settings), default);
        return started is StartOutcome.Started { OperationId: var id } ? id : throw new AssertionException($"The enrolment did not start: {started}");
    }

    public Task<StartOutcome> TryStartAsync(OperationKind kind, TimeSpan? grace = null, Guid? versionId = null, Database? database = null) =>
        (database ?? world.Database).InTransactionAsync(
            transaction => world.Requests.StartAsync(transaction, Request(kind) with { GracePeriod = grace, VersionId = versionId, ApprovalId = kind == OperationKind.Delete ? Guid.CreateVersion7() : null }), default);

    public async Task<Guid> StartAsync(OperationKind kind, TimeSpan? grace = null, Guid? versionId = null, Database? database = null) =>
        await TryStartAsync(kind, grace, versionId, database) is StartOutcome.Started { OperationId: var id } ? id : throw new AssertionException($"{kind} did not start.");

    public async Task RunAsync(OperationKind kind, TimeSpan? grace = null, Guid? versionId = null) => await SucceededAsync(await StartAsync(kind, grace, versionId));

    public Task SucceededAsync(Guid operationId) => tenant.SucceededAsync(operationId);

    public Task<IReadOnlyList<SecretVersion>> VersionsAsync() => tenant.VersionsAsync(Name);

    public async Task<IEnumerable<string>> StatesAsync() => (await VersionsAsync()).Select(version => version.State);

    public async Task<SecretVersion> VersionAsync(VersionState state) => (await VersionsAsync()).Single(version => version.Is(state));

    /// <summary>The password that Vault's readers get.</summary>
    public async Task<string> PasswordAsync()
    {
        using var stored = await world.Secrets.ReadAsync(Path);
        using var password = await world.Seal.OpenAsync(tenant.Id, stored!.Values, "password", default);
        return Encoding.ASCII.GetString(password.Span);
    }

    public Task<PlainTextSecret?> InVaultAsync() => world.Secrets.ReadAsync(Path);

    public async Task<(int Published, int Staged)> HeldAsync() => (await world.HeldAsync(Path), await world.HeldAsync(Path.Staged));

    /// <summary>What the two files have of the account, each entry as "file state".</summary>
    public async Task<IReadOnlyList<string>> EntriesAsync()
    {
        var states = (await VersionsAsync()).ToDictionary(version => $"{version.VersionId}", version => version.State);
        var entries = new List<string>();
        foreach (var (file, path) in new[] { ("current", TenantMailServer.CurrentUsersFile), ("previous", TenantMailServer.PreviousUsersFile) })
        {
            foreach (var line in (await world.Server.RunAsRootAsync($"cat {path}")).Split('\n').Where(line => line.StartsWith($"{Username}:", StringComparison.Ordinal)))
            {
                entries.Add($"{file} {states.GetValueOrDefault(line.Split('/')[^1], line.Split('/')[^1])}");
            }
        }

        return entries;
    }

    /// <summary>Waits until no operation of the tenant runs.</summary>
    public Task IdleAsync() => Eventually.Async(tenant.IsIdleAsync, what: "The end of all operations");

    private StartOperation Request(OperationKind kind) => new(Secret, kind, world.Trail.Platform, Triggers.Manual, "test", "a test", GracePeriod: null);
}

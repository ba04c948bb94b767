using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>A domain's key under test.</summary>
internal sealed class DkimTenant(DkimWorld world, Tenant tenant, SecretReference secret)
{
    public SecretReference Secret => secret;

    public Tenant Tenant => tenant;

    public string Domain => secret.Name;

    public Guid Enrolment { get; set; }

    public async Task<DkimTenant> IssuedAsync()
    {
        await tenant.SucceededAsync(Enrolment);
        return this;
    }

    public async Task<StartOutcome> TryStartAsync(OperationKind kind, Guid? versionId = null, TimeSpan? grace = null) =>
        await world.Services.GetRequiredService<Database>().InTransactionAsync(
            transaction => world.Services.GetRequiredService<OperationRequests>().StartAsync(
                transaction,
                new StartOperation(secret, kind, world.World.Trail.Platform, Triggers.Manual, "test", "a test", grace)
                {
                    VersionId = versionId,
                    ApprovalId = kind == OperationKind.Delete ? Guid.CreateVersion7() : null,
                }),
            default);

    public async Task<Guid> StartAsync(OperationKind kind, Guid? versionId = null, TimeSpan? grace = null) =>
        await TryStartAsync(kind, versionId, grace) is StartOutcome.Started started ? started.OperationId : throw new AssertionException($"{kind} did not start");

    public async Task RunAsync(OperationKind kind, Guid? versionId = null, TimeSpan? grace = null) =>
        await tenant.SucceededAsync(await StartAsync(kind, versionId, grace));

    /// <summary>Waits until an operation says why it does not go on.</summary>
    public async Task<WaitingOperation> WaitsForAsync(Guid operationId, string code)
    {
        WaitingOperation? seen = null;
        await Eventually.Async(
            async () => (seen = await FindAsync(operationId)) is { } found && found.ErrorCode == code, TimeSpan.FromMinutes(2),
            $"The operation waits because of {code}");
        return seen!;
    }

    public Task<WaitingOperation?> FindAsync(Guid operationId) => world.World.Database.ReadAsync(
        read => read.QuerySingleOrDefaultAsync<WaitingOperation>(
            """
            select step as "Step", status as "Status", error_code as "ErrorCode", error_detail as "ErrorDetail", waiting_for as "WaitingFor", attempts as "Attempts"
            from operation where operation_id = @operationId
            """,
            new { operationId }),
        default);

    public Task<IReadOnlyList<SecretVersion>> VersionsAsync() => world.World.Database.ReadAsync(
        async read => await SecretVersions.AllAsync(
            read, await read.ScalarAsync<Guid>("select secret_id from secret where tenant_id = @TenantId and type = @Type and name = @Name", secret)),
        default);

    public async Task<SecretVersion> CurrentAsync() => (await VersionsAsync()).Single(version => version.Is(VersionState.Current));

    /// <summary>Who signs a message of the domain, after it has passed the mail server: selectors whose signatures both verifiers call valid.</summary>
    public async Task<IReadOnlyList<string>> SignersAsync() => await Verifiers.ValidSignersAsync(world.Dns, await world.PassThroughAsync($"somebody@{Domain}"));

    public static string SelectorOf(SecretVersion version) => version.PublicData["selector"];

    public string NameOf(SecretVersion version) => $"{SelectorOf(version)}._domainkey.{Domain}";
}

/// <summary>How an operation stands.</summary>
internal sealed record WaitingOperation(string Step, string Status, string? ErrorCode, string? ErrorDetail, string? WaitingFor, int Attempts);

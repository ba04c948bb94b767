using PenguinMails.KeyIssuance.Operations;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>The worker dies while it abandons a server.</summary>
public sealed class AbandonWalkTests : CrashWalk
{
    private protected override IReadOnlyList<string> Effects { get; } =
    [
        "begin",
        "abandon end tenant", "abandon destroy tenant", "abandon end tenant.staged", "abandon destroy tenant.staged",
        "abandon end admin", "abandon destroy admin", "abandon end admin.staged", "abandon destroy admin.staged",
        "abandon end bootstrap", "abandon destroy bootstrap",
        "abandon commit",
    ];

    private protected override Task<Tenant?> PrepareAsync() => IssuedAsync();

    private protected override async Task<Tenant> StartAsync(MortalInstance mortal, Tenant? tenant, Database database)
    {
        await tenant!.StartAsync(OperationKind.Abandon, name: "admin", database: database);
        return tenant;
    }

    private protected override async Task AssertEndedWellAsync(Tenant tenant, Guid operation, string death)
    {
        await tenant.SucceededAsync(operation);
        await tenant.AssertNothingLeftAsync(versions: 1, death);
    }
}

using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>The walks of the kinds that a tenant's key goes through. Issue has the steps of regenerate, and follows each enrolment.</summary>
[TestFixture(OperationKind.Enroll)]
[TestFixture(OperationKind.Rotate)]
[TestFixture(OperationKind.Retire)]
[TestFixture(OperationKind.Revoke)]
[TestFixture(OperationKind.Regenerate)]
public sealed class CrashWalkTests(OperationKind kind) : CrashWalk
{
    private static readonly Dictionary<OperationKind, string[]> EffectsByKind = new()
    {
        [OperationKind.Enroll] =
        [
            "begin",
            "stage write admin.staged", "stage commit",
            "install make account tenant", "install make account penguin-admin", "install edit penguin-admin", "install commit",
            "verify commit",
            "promote record", "promote write admin", "promote commit",
            "clean_up end admin.staged", "clean_up destroy admin.staged", "clean_up commit",
            "remove_bootstrap record", "remove_bootstrap end bootstrap", "remove_bootstrap destroy bootstrap", "remove_bootstrap commit",
        ],
        [OperationKind.Rotate] =
        [
            "begin",
            "stage write tenant.staged", "stage commit",
            "install edit tenant", "install commit",
            "verify commit",
            "promote record", "promote write tenant", "promote edit tenant", "promote commit",
            "clean_up end tenant.staged", "clean_up destroy tenant.staged", "clean_up destroy tenant", "clean_up commit",
        ],
        [OperationKind.Retire] = ["begin", "retire edit tenant", "retire commit", "prove edit tenant", "prove edit tenant", "prove commit"],
        [OperationKind.Revoke] =
        [
            "begin",
            "destroy end tenant", "destroy destroy tenant", "destroy end tenant.staged", "destroy destroy tenant.staged", "destroy commit",
            "remove edit tenant", "remove end sessions of tenant", "remove commit",
            "prove edit tenant", "prove edit tenant", "prove commit",
        ],
        [OperationKind.Regenerate] =
        [
            "begin",
            "stage write tenant.staged", "stage commit",
            "install edit tenant", "install commit",
            "verify commit",
            "promote record", "promote write tenant", "promote commit",
            "clean_up end tenant.staged", "clean_up destroy tenant.staged", "clean_up commit",
        ],
    };

    private protected override IReadOnlyList<string> Effects => EffectsByKind[kind];

    /// <summary>How many effects a kind has up to one of them.</summary>
    internal static int LifeUntil(OperationKind kind, string effect) => Array.IndexOf(EffectsByKind[kind], effect) + 1;

    private protected override async Task<Tenant?> PrepareAsync()
    {
        if (kind == OperationKind.Enroll)
        {
            return null;
        }

        var tenant = await IssuedAsync();
        switch (kind)
        {
            case OperationKind.Retire:
                await tenant!.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
                break;
            case OperationKind.Regenerate:
                await tenant!.RunAsync(OperationKind.Revoke);
                break;
        }

        return tenant;
    }

    private protected override async Task<Tenant> StartAsync(MortalInstance mortal, Tenant? tenant, Database database)
    {
        if (tenant is null)
        {
            return await World.EnrolAsync(database: database);
        }

        var retiring = (await tenant.VersionsAsync()).SingleOrDefault(version => version.Is(VersionState.Retiring));
        await tenant.StartAsync(kind, kind == OperationKind.Retire ? retiring!.VersionId : null, grace: TimeSpan.FromHours(1), database: database);
        return tenant;
    }

    private protected override async Task AssertEndedWellAsync(Tenant tenant, Guid operation, string death)
    {
        if (kind == OperationKind.Enroll)
        {
            await tenant.IssuedAsync();
        }

        await base.AssertEndedWellAsync(tenant, operation, death);
    }
}

using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.TenantStates;

/// <summary>Whatever changes of a tenant is reported with all of its state.</summary>
[Category("Component")]
public sealed class TenantStateTests : SharedWorldTests
{
    [Test]
    public async Task Tenant_ThroughItsLife_IsReportedAsItStands()
    {
        var tenant = await World.EnrolAsync();
        await ReportedAsync(tenant, state => state.Secrets.Any(secret => secret.Operation?.Kind == "enroll"), "The enrolment that runs");
        await tenant.IssuedAsync();
        var issued = await ReportedAsync(tenant, state => state.Secrets.Count == 2 && state.Secrets.All(secret => secret.HasCurrent && secret.Operation is null), "Both keys");
        Assert.That((issued.Name, issued.Server!.Address, issued.Server.Port, issued.Server.IsLost), Is.EqualTo(("Test tenant", World.Server.Address, World.Server.Port, false)));
        var first = KeyOf(issued);
        Assert.That((first.Status, first.Fingerprint, first.HasFailed), Is.EqualTo((SecretStatuses.Active, (await tenant.CurrentAsync()).Fingerprint, false)));
        Assert.That(first.NextRotation, Is.GreaterThan(first.LastRotated!.Value));

        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        var rotated = KeyOf(await ReportedAsync(tenant, state => KeyOf(state) is { GraceEndsAt: not null, Operation: null }, "The rotation and its grace period"));
        Assert.That(rotated.Fingerprint, Is.EqualTo((await tenant.CurrentAsync()).Fingerprint).And.Not.EqualTo(first.Fingerprint));
        Assert.That(rotated.LastRotated, Is.GreaterThan(first.LastRotated!.Value));

        await tenant.RunAsync(OperationKind.Revoke);
        var revoked = KeyOf(await ReportedAsync(tenant, state => KeyOf(state) is { Status: SecretStatuses.Revoked, Operation: null }, "The revocation"));
        Assert.That((revoked.HasCurrent, revoked.NextRotation, revoked.GraceEndsAt), Is.EqualTo((false, (DateTimeOffset?)null, (DateTimeOffset?)null)));
    }

    [TestCase("update tenant set name = 'Renamed' where tenant_id = @Id", "renamed")]
    [TestCase("update server set address = '127.0.99.9' where tenant_id = @Id", "moved")]
    [TestCase("update server set unreachable_since = now() where tenant_id = @Id", "unreachable")]
    [TestCase("update secret set next_rotation = '2031-01-01' where tenant_id = @Id and name = 'tenant'", "scheduled")]
    [TestCase("update secret set deleted_at = now() where tenant_id = @Id and name = 'tenant'", "deleted")]
    [TestCase("insert into reveal (reveal_id, version_id, mode, actor, claimed_at) select gen_random_uuid(), v.version_id, 'step_up', '{}', now() from secret_version v join secret s using (secret_id) where s.tenant_id = @Id and s.name = 'tenant' and v.state = 'current'", "revealed")]
    [TestCase("update secret_version v set state = 'revoking' from secret s where s.secret_id = v.secret_id and s.tenant_id = @Id and s.name = 'tenant' and v.state = 'current'", "revoking")]
    public async Task Change_OfWhateverIsShown_IsReported(string change, string what)
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await ReportedAsync(tenant, state => state.Secrets.Count == 2 && state.Secrets.All(secret => secret is { HasCurrent: true, Operation: null }), "Both keys");

        await World.ExecuteAsync(change, new { tenant.Id });

        await ReportedAsync(
            tenant,
            state => what switch
            {
                "renamed" => state.Name == "Renamed",
                "moved" => state.Server!.Address == "127.0.99.9",
                "unreachable" => state.Server!.UnreachableSince is not null && state.Secrets.All(secret => secret.Status == SecretStatuses.Unreachable),
                "scheduled" => KeyOf(state).NextRotation?.Year == 2031,
                "deleted" => state.Secrets.Count == 1,
                "revealed" => KeyOf(state).LastRevealed is not null,
                _ => KeyOf(state).Status == SecretStatuses.RevocationPending,
            },
            what);
    }

    [Test]
    public async Task Server_ThatIsAbandoned_IsReportedAsLost_WithItsTime()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var before = TimeProvider.System.GetUtcNow();

        await tenant.RunAsync(OperationKind.Abandon, name: "admin");

        var lost = await ReportedAsync(tenant, state => state.Server is { IsLost: true, LostAt: not null }, "The loss");
        Assert.That(lost.Server!.LostAt, Is.InRange(before, TimeProvider.System.GetUtcNow()));
    }

    [Test]
    public async Task Reveal_ThatIsGivenBack_IsReported()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await World.ExecuteAsync(
            "insert into reveal (reveal_id, version_id, mode, actor, claimed_at) select gen_random_uuid(), v.version_id, 'step_up', '{}', now() from secret_version v join secret s using (secret_id) where s.tenant_id = @Id and s.name = 'tenant' and v.state = 'current'",
            new { tenant.Id });
        await ReportedAsync(tenant, state => state.Secrets.Any(secret => secret.Name == "tenant" && secret.LastRevealed is not null), "The reveal");

        await World.ExecuteAsync(
            "delete from reveal r using secret_version v join secret s using (secret_id) where v.version_id = r.version_id and s.tenant_id = @Id", new { tenant.Id });

        await Eventually.Async(
            async () => KeyOf((await Reported.AllAsync(World.Database)).SelectMany(report => report.Tenants).Last(state => state.TenantId == tenant.Id)).LastRevealed is null,
            what: "A report without the reveal");
    }

    private static SecretState KeyOf(TenantState state) => state.Secrets.Single(secret => secret.Name == "tenant");

    private Task<TenantState> ReportedAsync(Tenant tenant, Func<TenantState, bool> accept, string what) => Eventually.GetAsync(
        async () => (await Reported.AllAsync(World.Database)).SelectMany(report => report.Tenants).LastOrDefault(state => state.TenantId == tenant.Id && accept(state))!,
        state => state is not null,
        what: what);
}

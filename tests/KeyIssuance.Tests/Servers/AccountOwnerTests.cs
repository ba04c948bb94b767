using Microsoft.AspNetCore.Http;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Enrolment;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.Servers;

/// <summary>Accounts are named after eight digits of the tenant's id; two tenants that have them in common never share one.</summary>
[Category("Component")]
public sealed class AccountOwnerTests : WorldTests
{
    [Test]
    public async Task Enrol_AccountOfAnotherTenant_IsRefused_AndRecordsNothing()
    {
        var first = World.NewTenantId();
        Assert.That(await EnrolAsync(first), Is.TypeOf<StartOutcome.Started>());
        var second = Neighbour(first);

        Assert.That(await EnrolAsync(second), Is.TypeOf<StartOutcome.AccountTaken>());

        Assert.That(await World.CountAsync("select count(*)::int from tenant where tenant_id = @second", new { second }), Is.Zero);
        Assert.That(await World.CountAsync("select count(*)::int from operation where tenant_id = @second", new { second }), Is.Zero);
        Assert.That(await EnrolAsync(first), Is.TypeOf<StartOutcome.InProgress>(), "its own is no obstacle");
        Assert.That(await EnrolAsync(second, port: World.Server.Port + 1), Is.TypeOf<StartOutcome.Started>(), "another server");
        Assert.That(await EnrolAsync(World.NewTenantId()), Is.TypeOf<StartOutcome.Started>(), "another account");
    }

    [Test]
    public async Task Enrol_OverHttp_StagesNothingInVault()
    {
        var first = World.NewTenantId();
        await EnrolAsync(first);
        var second = Neighbour(first);
        var server = await ServerAsync();
        var publicHalf = (await World.Enrolment.ReadBootstrapAsync(server, default))!;

        var answer = await World.Enrolment.WithBootstrapAsync(
            second, server, publicHalf, new DefaultHttpContext(), _ => throw new AssertionException("The enrolment was begun."));

        Assert.That(((ApiProblem)answer).Kind.Code, Is.EqualTo("account_taken"));
        Assert.That(await World.Secrets.ReadMetadataAsync(VaultPath.Ssh(second, "bootstrap")), Is.Null);
    }

    [Test]
    public async Task Enrol_ManyAtOnce_OneGetsTheAccount()
    {
        var first = World.NewTenantId();
        var tenants = Enumerable.Range(0, 8).Select(_ => Neighbour(first)).ToArray();

        var outcomes = await Task.WhenAll(tenants.Select(tenant => EnrolAsync(tenant)));

        Assert.That(outcomes.Count(outcome => outcome is StartOutcome.Started), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome is StartOutcome.AccountTaken), Is.EqualTo(7));
        Assert.That(await World.CountAsync("select count(*)::int from tenant where tenant_id = any(@tenants)", new { tenants }), Is.EqualTo(1));
    }

    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::FFFF:7F00:1")]
    public async Task Enrol_AnotherSpellingOfTheAddress_IsTheSameServer(string address)
    {
        var first = World.NewTenantId();
        await EnrolAsync(first);

        Assert.That(await EnrolAsync(Neighbour(first), address), Is.TypeOf<StartOutcome.AccountTaken>());
    }

    [Test]
    public async Task Enrol_AnotherNameOfTheServer_IsRefusedByTheServer_AndTheFirstTenantKeepsItsAccount()
    {
        await using var service = await World.StartServiceAsync();
        var first = await (await World.EnrolAsync()).IssuedAsync();
        var before = await first.AuthorizedKeysAsync();
        var second = Neighbour(first.Id);

        var started = await EnrolAsync(second, "localhost");

        var tenant = new Tenant(World, second, ((StartOutcome.Started)started).OperationId);
        var failed = await tenant.EndedAsync(tenant.Enrolment);
        Assert.That((failed.Status, failed.ErrorCode), Is.EqualTo(("failed", "account_taken")));
        Assert.That(failed.ErrorDetail, Does.Contain("not made for this tenant").And.Not.Contain("may still be on the server"));
        Assert.That(await first.AuthorizedKeysAsync(), Is.EqualTo(before));
        await first.AssertConsistentAsync("the neighbour was refused");
    }

    [Test]
    public async Task Replace_AccountOfAnotherTenant_IsRefused_AlsoWhereItsTenantLeft()
    {
        await using var service = await World.StartServiceAsync();
        await using var other = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        var first = await (await World.EnrolAsync()).IssuedAsync();
        var second = await EnrolledOnAsync(other, Neighbour(first.Id));
        await second.RunAsync(OperationKind.Abandon, name: "admin");

        Assert.That(await ReplaceAsync(second, await ServerAsync()), Is.TypeOf<StartOutcome.AccountTaken>());

        await first.RunAsync(OperationKind.Abandon, name: "admin");
        var started = await ReplaceAsync(second, await ServerAsync());
        var failed = await second.EndedAsync(((StartOutcome.Started)started).OperationId);
        Assert.That(failed.ErrorCode, Is.EqualTo("account_taken"), "its files are still there");
        var again = await ReplaceAsync(first, await ServerAsync());
        Assert.That(again, Is.TypeOf<StartOutcome.AccountTaken>(), "while the one that was refused has the place");
    }

    [Test]
    public async Task Abandon_ThenTheSameServerAgain_TheTenantHasItsAccountBack()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Abandon, name: "admin");

        var started = await ReplaceAsync(tenant, await ServerAsync());

        await tenant.SucceededAsync(((StartOutcome.Started)started).OperationId);
    }

    /// <summary>Another tenant whose id begins alike.</summary>
    private static Guid Neighbour(Guid tenantId) => Guid.Parse(tenantId.ToString("D")[..9] + World.NewTenantId().ToString("D")[9..]);

    private async Task<EnrolServer> ServerAsync(string? address = null, int? port = null) => new(
        address ?? World.Server.Address, port ?? World.Server.Port, World.Server.HostKey,
        new BootstrapCredential("penguin-admin", await File.ReadAllTextAsync(World.Server.BootstrapKeyPath)));

    private async Task<StartOutcome> EnrolAsync(Guid tenantId, string? address = null, int? port = null)
    {
        var request = new EnrolTenant(tenantId, "Test tenant", await ServerAsync(address, port));
        return await StartAsync(request.TenantId, request.Server, (transaction, bootstrap) =>
            World.Enrolment.StartAsync(transaction, request, bootstrap, World.Trail.Platform, "manual"));
    }

    private async Task<Tenant> EnrolledOnAsync(TestSshServer server, Guid tenantId)
    {
        var request = new EnrolTenant(tenantId, "Test tenant", new EnrolServer(
            server.Address, server.Port, server.HostKey, new BootstrapCredential("penguin-admin", await File.ReadAllTextAsync(server.BootstrapKeyPath))));
        var started = await StartAsync(tenantId, request.Server, (transaction, bootstrap) =>
            World.Enrolment.StartAsync(transaction, request, bootstrap, World.Trail.Platform, "manual"));
        return await new Tenant(World, tenantId, ((StartOutcome.Started)started).OperationId).IssuedAsync();
    }

    private Task<StartOutcome> ReplaceAsync(Tenant tenant, EnrolServer server) => StartAsync(tenant.Id, server, (transaction, bootstrap) =>
        new ServerReplacement(World.Requests, World.Enrolment).ReplaceAsync(transaction, tenant.Id, server, bootstrap, World.Trail.Platform));

    private async Task<StartOutcome> StartAsync(
        Guid tenantId, EnrolServer server, Func<PenguinMails.Postgres.DatabaseTransaction, StagedBootstrap, Task<StartOutcome>> start)
    {
        var publicHalf = (await World.Enrolment.ReadBootstrapAsync(server, default))!;
        var bootstrap = await World.Enrolment.StageBootstrapAsync(tenantId, server, publicHalf, default);
        return await World.Database.InTransactionAsync(transaction => start(transaction, bootstrap), default);
    }
}

using System.Net;
using Dapper;
using Npgsql;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests;

[Category("Component")]
public sealed class OutageTests
{
    [Test]
    public async Task SignIn_WhileVaultIsSealed_FailsClearlyAndCostsNoCode()
    {
        await using var vault = await TestVault.StartAsync();
        var platform = await Platform.StartAsync(Task.FromResult(vault));
        await using var server = await IdentityServer.StartAsync(platform, settings: new Dictionary<string, string?> { ["Vault:TotalTimeout"] = "00:00:01" });
        var user = await server.NewUserAsync();
        var signedIn = await server.SignInAsync(user);
        server.Time.NextStep();
        var code = user.CodeAt(server.Time.CurrentStep);

        await vault.SealAsync();
        using var known = await server.SignInAsync(user.Email, user.Password, code);
        using var unknown = await server.SignInAsync("un" + user.Email, user.Password, code);
        await known.ShouldBeProblemAsync(503, "dependency_unavailable");
        await unknown.ShouldBeProblemAsync(503, "dependency_unavailable");
        Assert.That(known.Headers.RetryAfter, Is.Not.Null);
        Assert.That((await signedIn.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK), "tokens are read without Vault");

        await vault.UnsealAsync();
        await server.WaitHealthyAsync();
        using var again = await server.SignInAsync(user.Email, user.Password, code);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Requests_WhileTheDatabaseIsAway_FailClearlyAndGoOnAfterwards()
    {
        await using var postgres = await TestPostgres.StartAsync();
        var platform = await Platform.SharedAsync();
        await using var server = await IdentityServer.StartAsync(
            platform, settings: new Dictionary<string, string?> { ["ConnectionStrings:identity"] = await postgres.CreateDatabaseAsync() });
        var user = await server.NewUserAsync();
        var signedIn = await server.SignInAsync(user);

        await postgres.StopAsync();
        await (await signedIn.MeAsync()).ShouldBeProblemAsync(503, "dependency_unavailable");
        await (await signedIn.RefreshAsync()).ShouldBeProblemAsync(503, "dependency_unavailable");
        using var signIn = await server.SignInAsync(user.Email, user.Password, "000000");
        await signIn.ShouldBeProblemAsync(503, "dependency_unavailable");

        await postgres.StartAgainAsync();
        await server.WaitHealthyAsync();
        using var refresh = await signedIn.RefreshAsync();
        Assert.That(refresh.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the token was not used up");
    }

    [Test]
    public async Task Requests_BeforeTheSchemaIsThere_FailClearlyAndGoOnAfterwards()
    {
        var unmigrated = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var otherInstance = new NpgsqlConnection(unmigrated);
        await otherInstance.OpenAsync();
        await otherInstance.ExecuteAsync("select pg_advisory_lock(@MigrationLock)", new { Migrator.MigrationLock });
        await using var server = await IdentityServer.StartAsync(
            await Platform.SharedAsync(), settings: new Dictionary<string, string?> { ["ConnectionStrings:identity"] = unmigrated }, isAwaited: false);

        using var early = await server.SignInAsync("nobody@penguin.example", "a pass word", "000000");
        await early.ShouldBeProblemAsync(503, "dependency_unavailable");

        await otherInstance.ExecuteAsync("select pg_advisory_unlock(@MigrationLock)", new { Migrator.MigrationLock });
        await server.WaitHealthyAsync();
        using var later = await server.SignInAsync("nobody@penguin.example", "a pass word", "000000");
        Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }
}

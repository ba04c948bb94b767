using System.Text;
using Npgsql;
using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Storage;

/// <summary>The real process on a real database.</summary>
[Category("Process")]
internal sealed class PersistenceTests
{
    private const string Canary = "CANARY-9b1f7c";
    private string _connection = null!;
    private TestVault _vault = null!;
    private VaultClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _connection = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        _vault = await TestVault.StartAsync(_connection);
        _client = new(_vault.Address) { Token = _vault.RootToken };
        (await _client.WriteAsync("sys/mounts/kept", new { type = "kv-v2" })).Ok();
        (await _client.WriteAsync("sys/mounts/keys", new { type = "transit" })).Ok();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _vault.DisposeAsync();
    }

    [Test]
    public async Task Kill_ThenStart_IsSealedAndKeepsEverything()
    {
        (await _client.WriteAsync("kept/data/a", new { data = new { v = Canary } })).Ok();
        var ciphertext = (await _client.WriteAsync("keys/encrypt/k", new { plaintext = "aGVsbG8=" })).Ok().Data.GetProperty("ciphertext").GetString();
        var token = (await _client.WriteAsync("auth/token/create", new { policies = new[] { "default" }, ttl = "10m" })).Ok().ClientToken;
        var wrapped = (await _client.WrapAsync("GET", "kept/data/a")).Ok().WrappingToken;

        await _vault.KillAsync();
        await _vault.StartAgainAsync();

        (await _client.ReadAsync("kept/data/a")).IsRefused(503, "Vault is sealed");
        await _vault.UnsealAsync();
        Assert.Multiple(async () =>
        {
            Assert.That((await _client.ReadAsync("kept/data/a")).Ok().Data.GetProperty("data").GetProperty("v").GetString(), Is.EqualTo(Canary));
            Assert.That((await _client.WriteAsync("keys/decrypt/k", new { ciphertext })).Ok().Data.GetProperty("plaintext").GetString(), Is.EqualTo("aGVsbG8="));
            Assert.That((await _client.ReadAsync("auth/token/lookup-self", token)).Ok().Data.GetProperty("type").GetString(), Is.EqualTo("service"));
            Assert.That((await _client.WriteAsync("sys/wrapping/unwrap", token: wrapped)).Ok().Data.GetProperty("data").GetProperty("v").GetString(), Is.EqualTo(Canary));
        });
    }

    [Test]
    public async Task Table_AnyRow_HoldsNoSecretNoTokenAndNoName()
    {
        (await _client.WriteAsync($"kept/data/{Canary}-name/x", new { data = new { v = Canary } })).Ok();
        (await _client.WriteAsync("sys/policies/acl/visible", new { policy = $$"""path "kept/{{Canary}}" { capabilities = ["read"] }""" })).Ok();

        var rows = 0;
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand("select path || key, value from vault_kv_store");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows++;
            var row = reader.GetString(0) + Encoding.Latin1.GetString((byte[])reader.GetValue(1));
            Assert.That(row, Does.Not.Contain(Canary).And.Not.Contain(_vault.RootToken));
        }

        Assert.That(rows, Is.GreaterThan(10));
    }

    [Test]
    public async Task PostgresKilledAndBack_TableStillHasOneServer()
    {
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        var connection = await postgres.CreateDatabaseAsync();
        await using var vault = await TestVault.StartAsync(connection);
        await postgres.KillAsync();
        await postgres.StartAgainAsync();
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("select count(*) from pg_locks where locktype = 'advisory' and granted");
        await Eventually.Async(async () => (long)(await command.ExecuteScalarAsync())! == 1, what: "The lock of the first server");

        await using var second = await DevVaultProcess.StartAsync(connection);
        await Eventually.Async(() => second.HasExited, what: "The end of the second server");

        using var answer = await vault.SendAsync(HttpMethod.Get, "sys/mounts");
        Assert.That(answer.IsSuccessStatusCode, Is.True, "the first serves on");
    }

    [Test]
    public async Task SecondServer_OnTheSameTable_IsRefused()
    {
        await using var second = await DevVaultProcess.StartAsync(_connection);

        await Eventually.Async(() => second.HasExited, what: "The end of the second server");
        await Eventually.Async(
            () => second.Log.Contains("Another DevVault is using this database", StringComparison.Ordinal), what: "The reason in its log");
    }
}

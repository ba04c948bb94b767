using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Wrapping;

[Category("Component")]
internal sealed class WrappingTests
{
    private const string Spent = "wrapping token is not valid or does not exist";
    private string _path = null!;

    private static VaultClient Client => SharedVault.Client;

    [SetUp]
    public async Task WriteAsync()
    {
        _path = "secret/data/" + SharedVault.NewName();
        (await Client.WriteAsync(_path, new { data = new { k = "v" } })).Ok();
    }

    [Test]
    public async Task Unwrap_ManyAtOnce_HasOneWinner()
    {
        var token = await WrapAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Client.WriteAsync("sys/wrapping/unwrap", token: token)));

        var won = answers.Where(answer => (int)answer.Status == 200).ToList();
        Assert.That(won, Has.Count.EqualTo(1));
        Assert.That(won[0].Data.GetProperty("data").GetProperty("k").GetString(), Is.EqualTo("v"));
    }

    [Test]
    public async Task Unwrap_ByBodyManyAtOnce_HasOneWinner()
    {
        var token = await WrapAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Client.WriteAsync("sys/wrapping/unwrap", new { token })));

        Assert.That(answers.Count(answer => (int)answer.Status == 200), Is.EqualTo(1));
    }

    [Test]
    public async Task Unwrap_Again_IsRefused()
    {
        var token = await WrapAsync();
        (await Client.WriteAsync("sys/wrapping/unwrap", token: token)).Ok();

        (await Client.WriteAsync("sys/wrapping/unwrap", token: token)).IsRefused(400, Spent);
        (await Client.WriteAsync("sys/wrapping/lookup", new { token })).IsRefused(400, Spent);
    }

    [Test]
    public async Task Token_UsedElsewhere_IsBurnt()
    {
        var token = await WrapAsync();

        (await Client.ReadAsync(_path, token)).IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
        (await Client.WriteAsync("sys/wrapping/unwrap", token: token)).IsRefused(400, Spent);
    }

    [Test]
    public async Task Lookup_OfAToken_DoesNotSpendIt()
    {
        var token = await WrapAsync();

        var info = (await Client.WriteAsync("sys/wrapping/lookup", new { token }, token: "")).Ok().Data;
        Assert.Multiple(() =>
        {
            Assert.That(info.GetProperty("creation_path").GetString(), Is.EqualTo(_path));
            Assert.That(info.GetProperty("creation_ttl").GetInt32(), Is.EqualTo(60));
        });
        (await Client.WriteAsync("sys/wrapping/unwrap", token: token)).Ok();
    }

    [Test]
    public async Task Rewrap_OfAToken_MovesTheAnswer()
    {
        var token = await WrapAsync();

        var moved = (await Client.WriteAsync("sys/wrapping/rewrap", new { token })).Ok().WrappingToken;

        (await Client.WriteAsync("sys/wrapping/unwrap", token: token)).IsRefused(400, Spent);
        (await Client.WriteAsync("sys/wrapping/unwrap", token: moved)).Ok();
    }

    [Test]
    public async Task Unwrap_AfterItsTime_IsRefused()
    {
        var token = (await Client.WrapAsync("GET", _path, ttl: "1s")).Ok().WrappingToken;

        await Eventually.Async(
            async () => (int)(await Client.WriteAsync("sys/wrapping/lookup", new { token })).Status == 400, what: "The end of the token");
        (await Client.WriteAsync("sys/wrapping/unwrap", token: token)).IsRefused(400, Spent);
    }

    [Test]
    public async Task Wrap_OfALogin_NamesTheAccessorInside()
    {
        var role = SharedVault.NewName();
        (await Client.WriteAsync("auth/approle/role/" + role, new { token_ttl = "5m" })).Ok();
        var roleId = (await Client.ReadAsync($"auth/approle/role/{role}/role-id")).Data.GetProperty("role_id").GetString();
        var wrappedId = (await Client.WrapAsync("POST", $"auth/approle/role/{role}/secret-id", new { })).Ok().WrappingToken;
        var secretId = (await Client.WriteAsync("sys/wrapping/unwrap", token: wrappedId)).Ok().Data.GetProperty("secret_id").GetString();

        var login = (await Client.WrapAsync("POST", "auth/approle/login", new { role_id = roleId, secret_id = secretId }, token: "")).Ok();
        var inside = (await Client.WriteAsync("sys/wrapping/unwrap", token: login.WrappingToken)).Ok();

        Assert.That(
            login.Json.GetProperty("wrap_info").GetProperty("wrapped_accessor").GetString(),
            Is.EqualTo(inside.Auth.GetProperty("accessor").GetString()));
    }

    [TestCase("banana", "error parsing X-Vault-Wrap-TTL header: time: invalid duration \"banana\"")]
    [TestCase("-5", "error parsing X-Vault-Wrap-TTL header: requested wrap ttl cannot be negative")]
    public async Task Wrap_BadTtl_IsRefused(string ttl, string error) => (await Client.WrapAsync("GET", _path, ttl: ttl)).IsRefused(400, error);

    private async Task<string> WrapAsync() => (await Client.WrapAsync("GET", _path)).Ok().WrappingToken;
}

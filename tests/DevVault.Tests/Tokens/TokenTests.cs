using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Tokens;

[Category("Component")]
internal sealed class TokenTests
{
    private static VaultClient Client => SharedVault.Client;

    [TestCase("", 403, "permission denied")]
    [TestCase("s.nonexistentnonexistent00", 403, VaultAnswer.InvalidToken)]
    [TestCase("s.nonexistentnonexistent00.nsid", 403, VaultAnswer.InvalidToken)]
    [TestCase("hello", 403, VaultAnswer.InvalidToken)]
    public async Task Use_NoValidToken_IsRefused(string token, int status, string error) =>
        (await Client.ReadAsync("secret/data/x", token)).IsRefused(status, error);

    [Test]
    public async Task Use_NumUsesAtOnce_IsAnsweredThatOften()
    {
        var token = (await Client.WriteAsync("auth/token/create", new { policies = new[] { "default" }, num_uses = 3, ttl = "5m" })).Ok().ClientToken;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Client.ReadAsync("auth/token/lookup-self", token)));

        Assert.Multiple(() =>
        {
            Assert.That(answers.Count(answer => (int)answer.Status == 200), Is.EqualTo(3));
            Assert.That(answers.Count(answer => (int)answer.Status == 403), Is.EqualTo(13));
        });
    }

    [Test]
    public async Task Revoke_Parent_TakesChildrenAndGrandchildrenAlong()
    {
        var parent = await CreateAsync(Client.Token);
        var child = await CreateAsync(parent);
        var grandchild = await CreateAsync(child);

        (await Client.WriteAsync("auth/token/revoke", new { token = parent })).Ok();

        foreach (var token in (string[])[parent, child, grandchild])
        {
            (await Client.ReadAsync("auth/token/lookup-self", token)).IsRefused(403, VaultAnswer.InvalidToken);
        }
    }

    [Test]
    public async Task RevokeOrphan_Parent_LeavesChildrenAlive()
    {
        var parent = await CreateAsync(Client.Token);
        var child = await CreateAsync(parent);

        (await Client.WriteAsync("auth/token/revoke-orphan", new { token = parent })).Ok();

        Assert.That((await Client.ReadAsync("auth/token/lookup-self", child)).Ok().Data.GetProperty("orphan").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Expiry_Parent_TakesChildrenAlong()
    {
        var name = SharedVault.NewName();
        (await Client.WriteAsync("sys/policies/acl/" + name, new { policy = """path "auth/token/create" { capabilities = ["update"] }""" })).Ok();
        var parent = (await Client.WriteAsync("auth/token/create", new { policies = new[] { name, "default" }, ttl = "5s" })).Ok().ClientToken;
        var child = (await Client.WriteAsync("auth/token/create", new { ttl = "1h" }, parent)).Ok().ClientToken;

        await Eventually.Async(
            async () => (int)(await Client.ReadAsync("auth/token/lookup-self", child)).Status == 403, what: "The end of the child");
    }

    [Test]
    public async Task Renew_PastExplicitMax_IsCappedAndSaysSo()
    {
        var token = (await Client.WriteAsync("auth/token/create", new { ttl = "1m", explicit_max_ttl = "5m", policies = new[] { "default" } })).Ok().ClientToken;

        var renewed = (await Client.WriteAsync("auth/token/renew-self", new { increment = "1h" }, token)).Ok();

        Assert.Multiple(() =>
        {
            Assert.That(renewed.Auth.GetProperty("lease_duration").GetInt32(), Is.InRange(200, 300));
            Assert.That(renewed.Json.GetProperty("warnings")[0].GetString(), Does.Contain("exceeded the effective max_ttl"));
        });
    }

    [Test]
    public async Task Renew_NotRenewable_IsRefused()
    {
        var token = (await Client.WriteAsync("auth/token/create", new { ttl = "1m", renewable = false, policies = new[] { "default" } })).Ok().ClientToken;

        (await Client.WriteAsync("auth/token/renew-self", token: token)).IsRefused(400, "lease is not renewable");
    }

    [TestCase("""{"policies":["root"]}""", "child policies must be subset of parent")]
    [TestCase("""{"policies":["other"]}""", "child policies must be subset of parent")]
    [TestCase("""{"id":"custom"}""", "root or sudo privileges required to specify token id")]
    [TestCase("""{"no_parent":true}""", "root or sudo privileges required to create orphan token")]
    [TestCase("""{"period":"1h"}""", "root or sudo privileges required to create periodic token")]
    public async Task Create_MoreThanTheMakerHas_IsRefused(string body, string error)
    {
        var maker = await SharedVault.Current.TokenForAsync("""path "auth/token/create" { capabilities = ["update"] }""");

        (await Client.SendAsync("POST", "auth/token/create", body, maker)).IsRefused(400, error);
    }

    [Test]
    public async Task Batch_SealedInItself_WorksAndCannotBeRevoked()
    {
        var token = (await Client.WriteAsync("auth/token/create", new { type = "batch", ttl = "5m", policies = new[] { "default" } })).Ok().ClientToken;

        Assert.That((await Client.ReadAsync("auth/token/lookup-self", token)).Ok().Data.GetProperty("type").GetString(), Is.EqualTo("batch"));
        (await Client.WriteAsync("auth/token/revoke-self", token: token)).IsRefused(400, "batch tokens cannot be revoked");
        (await Client.ReadAsync("auth/token/lookup-self", token[..^2] + "AA")).IsRefused(403, VaultAnswer.InvalidToken);
    }

    private static async Task<string> CreateAsync(string maker)
    {
        var name = SharedVault.NewName();
        (await Client.WriteAsync("sys/policies/acl/" + name, new { policy = """path "auth/token/create" { capabilities = ["update", "sudo"] }""" })).Ok();
        return (await Client.WriteAsync("auth/token/create", new { policies = new[] { name, "default" }, ttl = "10m" }, maker)).Ok().ClientToken;
    }
}

using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Policies;

[Category("Component")]
internal sealed class LivePolicyTests
{
    private static VaultClient Client => SharedVault.Client;

    [Test]
    public async Task Change_OfAPolicy_AppliesToTokensThatExist()
    {
        var name = SharedVault.NewName();
        (await WriteAsync(name, """path "secret/data/live/*" { capabilities = ["read"] }""")).Ok();
        var token = (await Client.WriteAsync("auth/token/create", new { policies = new[] { name } })).Ok().ClientToken;
        (await Client.ReadAsync("secret/data/live/x", token)).IsRefusedWithNothing();

        (await WriteAsync(name, """path "secret/data/live/*" { capabilities = ["deny"] }""")).Ok();

        (await Client.ReadAsync("secret/data/live/x", token)).IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
    }

    [Test]
    public async Task Create_OfWhatExists_NeedsUpdate()
    {
        var name = SharedVault.NewName();
        var token = await SharedVault.Current.TokenForAsync($$"""path "secret/data/{{name}}" { capabilities = ["create"] }""");

        (await Client.WriteAsync("secret/data/" + name, new { data = new { } }, token)).Ok();
        (await Client.WriteAsync("secret/data/" + name, new { data = new { } }, token)).IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
        (await Client.DeleteAsync("secret/data/" + name)).Ok();
        (await Client.WriteAsync("secret/data/" + name, new { data = new { } }, token))
            .IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
    }

    [TestCase("PUT", "sys/rotate")]
    [TestCase("GET", "sys/audit")]
    [TestCase("PUT", "sys/audit/x")]
    [TestCase("POST", "sys/auth/x")]
    [TestCase("PUT", "sys/seal")]
    [TestCase("LIST", "auth/token/accessors")]
    public async Task ProtectedPath_WithoutSudo_IsRefused(string method, string path)
    {
        var token = await SharedVault.Current.TokenForAsync(
            """
            path "sys/*" { capabilities = ["create", "read", "update", "delete", "list"] }
            path "auth/token/*" { capabilities = ["create", "read", "update", "delete", "list"] }
            """);

        (await Client.SendAsync(method, path, method == "GET" || method == "LIST" ? null : new { type = "file" }, token))
            .IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
    }

    [Test]
    public async Task WrappingTtl_Demanded_RefusesPlainAnswers()
    {
        var token = await SharedVault.Current.TokenForAsync(
            """path "secret/data/wrapped" { capabilities = ["read"] min_wrapping_ttl = "10s" max_wrapping_ttl = "20s" }""");
        (await Client.WriteAsync("secret/data/wrapped", new { data = new { v = 1 } })).Ok();

        (await Client.ReadAsync("secret/data/wrapped", token)).IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
        (await Client.WrapAsync("GET", "secret/data/wrapped", ttl: "60", token: token)).IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
        (await Client.WrapAsync("GET", "secret/data/wrapped", ttl: "15", token: token)).Ok();
    }

    [TestCase("root", "cannot update \"root\" policy")]
    public async Task Write_OfABuiltInPolicy_IsRefused(string name, string error) =>
        (await WriteAsync(name, """path "x" { capabilities = ["read"] }""")).IsRefused(400, error);

    private static Task<VaultAnswer> WriteAsync(string name, string policy) => Client.WriteAsync("sys/policies/acl/" + name, new { policy });
}

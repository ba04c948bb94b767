using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>A tenant's key lives its whole life: over the gateway, on a real server, with the real ssh program.</summary>
[Category("System")]
public sealed class MainJobTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    [Test]
    public async Task Key_WholeLife_WorksExactlyAsLongAsItShould()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.AcmeOwner);
        using var login = new SshLogin();
        var credentials = await ActiveAsync(owner);
        var (account, address) = ((string)credentials["sshUsername"]!, (string)credentials["vpsIp"]!);
        Assert.That(account, Is.EqualTo("tenant-550e8400"));
        Assert.That((string)credentials["connectionCommand"]!, Is.EqualTo($"ssh -i /path/to/private-key.pem {account}@{address}"));

        var first = login.Keep("first.pem", await DownloadAsync(owner));
        Assert.That(await SshLogin.TryAsync(first, account, address), Has.Property(nameof(LoginAttempt.LoggedIn)).True);
        using (var again = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true))
        {
            var problem = await SignedInUser.ReadAsync(again, HttpStatusCode.Conflict);
            Assert.That((string)problem["code"]!, Is.EqualTo("already_downloaded"));
        }

        var rotation = await owner.RunOperationAsync(Ssh + "/rotate", new { reason = "end-to-end test" });
        Assert.That((string)rotation["status"]!, Is.EqualTo("succeeded"), () => rotation.ToJsonString());
        var rotated = await owner.GetAsync(Ssh);
        var second = login.Keep("second.pem", await DownloadAsync(owner));
        Assert.Multiple(() =>
        {
            Assert.That((string)rotated["keyFingerprint"]!, Is.Not.EqualTo((string)credentials["keyFingerprint"]!));
            Assert.That((string)rotated["gracePeriod"]!["previousFingerprint"]!, Is.EqualTo((string)credentials["keyFingerprint"]!));
            Assert.That((string)rotated["rotationHistory"]![0]!["triggeredBy"]!, Is.EqualTo("manual"));
        });
        Assert.That(await SshLogin.TryAsync(first, account, address), Has.Property(nameof(LoginAttempt.LoggedIn)).True, "the old key works during grace");
        Assert.That(await SshLogin.TryAsync(second, account, address), Has.Property(nameof(LoginAttempt.LoggedIn)).True, "the new key works");

        await Eventually.Async(async () => (await owner.GetAsync(Ssh))["gracePeriod"] is null, what: "the grace period ends");
        Assert.That(await SshLogin.TryAsync(first, account, address), Has.Property(nameof(LoginAttempt.LoggedIn)).False, "the old key is refused after grace");
        Assert.That(await SshLogin.TryAsync(second, account, address), Has.Property(nameof(LoginAttempt.LoggedIn)).True);

        var revocation = await owner.RunOperationAsync(Ssh + "/revoke", new { reason = "end-to-end test" });
        Assert.That((string)revocation["status"]!, Is.EqualTo("succeeded"), () => revocation.ToJsonString());
        Assert.That((string)(await owner.GetAsync(Ssh))["status"]!, Is.EqualTo("revoked"));
        Assert.That(await SshLogin.TryAsync(second, account, address), Has.Property(nameof(LoginAttempt.LoggedIn)).False, "a revoked key is refused");
        using (var none = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true))
        {
            Assert.That((string)(await SignedInUser.ReadAsync(none, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("no_active_key"));
        }

        using (var again = await owner.SendAsync(HttpMethod.Post, Ssh + "/revoke", new { }, stepUp: true))
        {
            Assert.That((string)(await SignedInUser.ReadAsync(again, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("already_revoked"));
        }

        var regeneration = await owner.RunOperationAsync(Ssh + "/regenerate");
        Assert.That((string)regeneration["status"]!, Is.EqualTo("succeeded"), () => regeneration.ToJsonString());
        var third = login.Keep("third.pem", await DownloadAsync(owner));
        Assert.That(await SshLogin.TryAsync(third, account, address), Has.Property(nameof(LoginAttempt.LoggedIn)).True);
    }

    [Test]
    public async Task Download_ManyAtOnce_ExactlyOneGetsTheKey()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.BorealisOwner);
        await ActiveAsync(owner);
        await owner.GrantAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            using var response = await owner.SendAsync(
                HttpMethod.Post, Ssh + "/download", new { passphrase = "correct horse \"battery\" ständig" }, stepUp: true);
            return (response.StatusCode, Body: await response.Content.ReadAsByteArrayAsync());
        }));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(31));
        var key = answers.Single(answer => answer.StatusCode == HttpStatusCode.OK).Body;
        Assert.That(Encoding.ASCII.GetString(key), Does.StartWith("-----BEGIN OPENSSH PRIVATE KEY-----"));
    }

    private static async Task<JsonNode> ActiveAsync(SignedInUser owner)
    {
        JsonNode? credentials = null;
        await Eventually.Async(
            async () => (string?)(credentials = await owner.GetAsync(Ssh))["status"] == "active",
            what: "the tenant has an active key");
        return credentials!;
    }

    private static async Task<byte[]> DownloadAsync(SignedInUser owner)
    {
        using var response = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(response.Content.Headers.ContentDisposition!.FileName, Is.EqualTo("tenant-ssh-key.pem"));
        return await response.Content.ReadAsByteArrayAsync();
    }
}

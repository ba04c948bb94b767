using System.Net;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Mail accounts of a development instance, over the real gateway, on the tenants' own mail servers.</summary>
[Category("System")]
public sealed class SmtpTests
{
    private static readonly string Root = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Acme.Id}/smtp";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task DevelopmentTenant_HasAMailAccount_AndItsRotationReplacesThePassword()
    {
        await ActiveAsync("mail-1");
        var before = EntriesOf($"admin@{DevelopmentTenant.Acme.MailDomain}");
        Assert.That(before, Has.Count.EqualTo(1));

        var rotation = await Admin.RunOperationAsync($"{Root}/mail-1/rotate", new { reason = "a test", gracePeriod = "PT1H" });

        Assert.That((string)rotation["status"]!, Is.EqualTo("succeeded"), $"{rotation}");
        var during = EntriesOf($"admin@{DevelopmentTenant.Acme.MailDomain}");
        Assert.That(during, Has.Count.EqualTo(2).And.Contains(before[0]), "the old password works beside the new one");
        var end = await Admin.RunOperationAsync($"{Root}/mail-1/end-grace", new { reason = "a test" });
        Assert.That((string)end["status"]!, Is.EqualTo("succeeded"), $"{end}");
        Assert.That(EntriesOf($"admin@{DevelopmentTenant.Acme.MailDomain}"), Is.EqualTo(during.Except(before)));
        await ActiveAsync("mail-1");
    }

    [Test]
    public async Task Enrol_AnotherAccount_LivesAndIsRevoked()
    {
        await ActiveAsync("mail-1");
        var username = $"second@{DevelopmentTenant.Acme.MailDomain}";

        var issued = await Admin.RunOperationAsync(Root, new { name = "mail-2", username, webmailUrl = "https://mail.acme.example/" });

        Assert.That((string)issued["status"]!, Is.EqualTo("succeeded"), $"{issued}");
        await ActiveAsync("mail-2");
        using var again = await Admin.SendAsync(HttpMethod.Post, Root, new { name = "mail-2", username }, stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(again, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("secret_exists"));
        var revoked = await Admin.RunOperationAsync($"{Root}/mail-2/revoke", new { reason = "a test" });
        Assert.That((string)revoked["status"]!, Is.EqualTo("succeeded"), $"{revoked}");
        Assert.That(EntriesOf(username), Is.Empty);
    }

    [TestCase("""{"name":"mail-9"}""", "$.username")]
    [TestCase("""{"name":"mail-9","username":"a:b@acme.example"}""", "username")]
    [TestCase("""{"name":"mail-9","username":"a@acme.example","mailServer":{"host":"mail.acme.example","port":0,"encryption":"none"}}""", "mailServer.port,mailServer.encryption")]
    [TestCase("""{"name":"mail-9","username":"a@acme.example","password":"mine"}""", "$.password")]
    public async Task Enrol_WrongRequest_NamesItsFields(string body, string fields)
    {
        using var response = await Admin.SendAsync(HttpMethod.Post, Root, System.Text.Json.Nodes.JsonNode.Parse(body), stepUp: true);

        var problem = await SignedInUser.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.That(string.Join(',', problem["errors"]!.AsObject().Select(error => error.Key)), Is.EqualTo(fields));
    }

    private static Task ActiveAsync(string name) => Eventually.Async(
        async () =>
        {
            var secrets = (await Admin.GetAsync(Root)).AsArray();
            return secrets.Any(secret => (string)secret!["name"]! == name && (string)secret["status"]! == "active")
                ? true
                : throw new InvalidOperationException($"{secrets}");
        },
        TimeSpan.FromMinutes(2),
        $"An active secret {name}");

    /// <summary>The lines that Dovecot has of an account.</summary>
    private static List<string> EntriesOf(string username) =>
    [
        .. new[] { "current", "previous" }
            .SelectMany(file => File.ReadLines(Path.Combine(RunningSystem.AppHost.Data.FullName, "servers", DevelopmentTenant.Acme.ShortName, "root", "etc", "dovecot", "users", file)))
            .Where(line => line.StartsWith(username + ":", StringComparison.Ordinal)),
    ];
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>Mail passwords as people and the mail worker get them: a real mail server accepts what they were given.</summary>
[Category("Component")]
public sealed class HandedOutPasswordTests
{
    private World _world = null!;
    private TestIssuer _issuer = null!;
    private InProcessService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TestIssuer.NewAsync();
        _world = await World.StartAsync(server: new TestSshServerOptions { HasMail = true });
        _service = await _world.StartServiceAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["services__identity__http__0"] = _issuer.Address.ToString() });
        await _service.WaitHealthyAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Test]
    public async Task Password_RevealedAndRead_LogsIn_AlsoAfterItsRotation()
    {
        var account = await MailAccount.IssuedAsync(_world);
        var programs = new MailPrograms(_world.Server);
        var first = await RevealedAsync(account);
        Assert.That(
            first.Select(field => field.Key), Is.EquivalentTo(["username", "password", "host", "port", "encryption"]), "and neither the hash nor what the lifecycle keeps");
        Assert.That(await programs.AnswersAsync((string)first["username"]!, (string)first["password"]!), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That((await ReadAsync(account)).ToJsonString(), Is.EqualTo(first.ToJsonString()), "a service gets the same");

        await account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1));

        var second = await RevealedAsync(account);
        Assert.That((string)second["password"]!, Is.Not.EqualTo((string)first["password"]!));
        await Eventually.Async(async () => (string)(await ReadAsync(account))["password"]! == (string)second["password"]!, what: "The new password, for services too");
        await programs.AnswerAsync((string)second["username"]!, (string)second["password"]!, MailPrograms.Everywhere);
        Assert.That(_service.Log, Does.Not.Contain((string)second["password"]!));
    }

    private async Task<JsonObject> RevealedAsync(MailAccount account)
    {
        using var admin = _service.ClientOf(_issuer, new TestTokens(Roles.Admin));
        using var answer = await admin.PostAsJsonAsync(
            $"/api/v1/admin/secrets/tenant/{account.Secret.TenantId}/smtp/{account.Secret.Name}/reveal", new { reason = "a test" });
        return await FieldsAsync(answer);
    }

    private async Task<JsonObject> ReadAsync(MailAccount account)
    {
        using var service = _service.ClientOf(_issuer, new TestTokens(Roles.Service) { Email = "mail-worker", Scope = "secrets:read:smtp" });
        using var answer = await service.GetAsync($"/api/v1/services/secrets/smtp/{account.Secret.TenantId}/{account.Secret.Name}");
        return await FieldsAsync(answer);
    }

    private static async Task<JsonObject> FieldsAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        return JsonNode.Parse(body)!["fields"]!.AsObject();
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using PenguinMails.Identity.SignIn;

namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>Somebody who is signed in and has stepped up.</summary>
internal sealed record SteppedUp(TestUser User, SignedIn Session, string Grant)
{
    public static async Task<SteppedUp> NewAsync(IdentityServer server, string role, Guid? tenantId = null) =>
        await OfAsync(server, await server.NewUserAsync(role, tenantId));

    public static async Task<SteppedUp> OfAsync(IdentityServer server, TestUser user)
    {
        var session = await server.SignInAsync(user);
        server.Time.NextStep();
        using var answer = await session.StepUpAsync(user.Password, user.CodeAt(server.Time.CurrentStep));
        return new SteppedUp(user, session, (await answer.Content.ReadFromJsonAsync<PlainTextGrant>())!.Grant);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => Session.SendAsync(HttpMethod.Post, path, body ?? new { reason = "a test" }, grant: Grant);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Session.SendAsync(HttpMethod.Get, path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.People;

/// <summary>Somebody who has a link.</summary>
internal sealed record InvitedPerson(IdentityServer Server, Guid UserId, string Token)
{
    private const string Password = "correct horse battery staple";

    public static async Task<InvitedPerson> OfAsync(IdentityServer server, HttpResponseMessage answer)
    {
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That(answer.IsSuccessStatusCode, body.GetRawText());
        return new InvitedPerson(server, body.GetProperty("userId").GetGuid(), new Uri(body.GetProperty("invitationUrl").GetString()!).Segments[^1]);
    }

    public Task<HttpResponseMessage> OpenAsync() => Server.Client.GetAsync($"/api/v1/auth/invitations/{Token}");

    public Task<HttpResponseMessage> AcceptAsync(string totpCode, string password = Password) =>
        Server.Client.PostAsJsonAsync($"/api/v1/auth/invitations/{Token}/accept", new { password, totpCode });

    /// <summary>Does all that somebody does who accepts.</summary>
    public async Task<TestUser> AcceptAsync()
    {
        using var opened = await OpenAsync();
        var body = JsonDocument.Parse(await opened.Content.ReadAsStringAsync()).RootElement;
        Assert.That(opened.IsSuccessStatusCode, body.GetRawText());
        var secret = Base32.Decode(body.GetProperty("totpSecret").GetString()!);
        var user = new TestUser(UserId, body.GetProperty("email").GetString()!, Password, secret, body.GetProperty("role").GetString()!, null);
        using var accepted = await AcceptAsync(user.CodeAt(Server.Time.CurrentStep));
        Assert.That((int)accepted.StatusCode, Is.EqualTo(204), await accepted.Content.ReadAsStringAsync());
        return user;
    }
}

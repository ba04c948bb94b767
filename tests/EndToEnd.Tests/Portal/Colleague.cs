using System.Net;
using System.Net.Http.Json;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>
/// Somebody new with the rights of a development user. Nobody has used a code of theirs: a test that signs in with the browser and steps up has both codes at
/// once, where a code of a user whom all tests share is free every 30 seconds.
/// </summary>
internal static class Colleague
{
    // Between reading the clock and the code's arrival.
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(5);

    /// <returns>Can sign in with <see cref="DevelopmentUser.Password"/> and codes of <see cref="RunningSystem.CodeAsync"/>.</returns>
    public static async Task<DevelopmentUser> OfAsync(DevelopmentUser user)
    {
        var email = $"colleague-{Guid.CreateVersion7():N}@{user.Email.Split('@')[1]}";
        using var invited = await RunningSystem.UserOf(DevelopmentUser.PlatformAdmin).SendAsync(
            HttpMethod.Post, "/api/v1/admin/users", new { email, role = user.Role, tenantId = user.Tenant?.Id }, stepUp: true);
        var token = new Uri((string)(await SignedInUser.ReadAsync(invited, HttpStatusCode.Created))["invitationUrl"]!).Segments[^1];
        using var shown = await RunningSystem.Gateway.GetAsync($"/api/v1/auth/invitations/{token}");
        var secret = (string)(await SignedInUser.ReadAsync(shown, HttpStatusCode.OK))["totpSecret"]!;

        // The oldest code that still counts: the two after it are for sign-in and step-up.
        var oldest = Totp.Step(TimeProvider.System.GetUtcNow() + OnTheWay) - 1;
        using var accepted = await RunningSystem.Gateway.PostAsJsonAsync(
            $"/api/v1/auth/invitations/{token}/accept", new { password = DevelopmentUser.Password, totpCode = Totp.CodeOfStep(secret, oldest) });
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await accepted.Content.ReadAsStringAsync());
        var colleague = user with { Email = email, TotpSecret = secret };
        RunningSystem.MarkCodeUsed(colleague, oldest);
        return colleague;
    }
}

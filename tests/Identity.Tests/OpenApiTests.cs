using System.Text.Json;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests;

[Category("Component")]
internal sealed class OpenApiTests : IdentityFixture
{
    [Test]
    public async Task Document_OfTheService_ListsItsCallsAndNothingInternal()
    {
        var document = JsonDocument.Parse(await Server.Client.GetStringAsync("/openapi/v1.json")).RootElement;

        var calls = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {path.Name}"));
        Assert.That(calls, Is.EquivalentTo([
            "post /api/v1/auth/sign-in", "post /api/v1/auth/step-up", "post /api/v1/auth/refresh", "post /api/v1/auth/sessions/end", "post /api/v1/auth/sign-out",
            "get /api/v1/auth/me", "post /api/v1/auth/token",
            "get /api/v1/notifications", "get /api/v1/notifications/preferences", "put /api/v1/notifications/preferences",
            "get /api/v1/tenant/webhooks", "post /api/v1/tenant/webhooks", "delete /api/v1/tenant/webhooks/{webhookId}",
            "post /api/v1/tenant/webhooks/{webhookId}/test", "post /api/v1/tenant/webhooks/{webhookId}/rotate-secret",
            "get /api/v1/auth/invitations/{token}", "post /api/v1/auth/invitations/{token}/accept",
            .. new[] { "admin", "tenant" }.SelectMany(who => new[]
            {
                $"get /api/v1/{who}/users", $"post /api/v1/{who}/users", $"post /api/v1/{who}/users/{{userId}}/disable",
                $"post /api/v1/{who}/users/{{userId}}/enable", $"post /api/v1/{who}/users/{{userId}}/unlock", $"post /api/v1/{who}/users/{{userId}}/reset",
            })]));
        Assert.That(document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name), Is.EquivalentTo([
            "SignInRequest", "StepUpRequest", "RefreshRequest", "EndSessionRequest", "Tokens", "Grant", "UserView", "TokenRequest", "Enrolment", "Acceptance", "Invitation", "PersonInvitation", "ColleagueInvitation", "PersonChange",
            "Notification", "NotificationPage", "NotificationPreferences", "NotificationStatus", "PreferenceChoice", "NewWebhook", "Webhook", "WebhookPage", "WebhookSecret", "WebhookTest", "TenantEvent",
            "Person", "PersonPage", "UserStatus", "ServiceToken", "Role", "Problem", "ProblemCode"]));
        Assert.That(document.GetProperty("components").GetProperty("schemas").GetProperty("UserView").GetProperty("required").EnumerateArray()
            .Select(name => name.GetString()), Is.EqualTo(["email", "role"]), "what may be absent is not required");
        Assert.That(Security(document, "/api/v1/auth/sign-in", "post"), Is.False);
        Assert.That(Security(document, "/api/v1/auth/step-up", "post"), Is.True);
    }

    private static bool Security(JsonElement document, string path, string method) =>
        document.GetProperty("paths").GetProperty(path).GetProperty(method).TryGetProperty("security", out _);
}

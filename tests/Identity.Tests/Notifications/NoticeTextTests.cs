using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>What people read of each type's events.</summary>
[Category("Pure")]
internal sealed class NoticeTextTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Everything =>
        from type in new[] { SecretTypes.Ssh, SecretTypes.Smtp, SecretTypes.Dkim, ApiKeySecrets.Type }
        from tenantEvent in TenantEvents.All
        select new TestCaseData(type, tenantEvent).SetArgDisplayNames(type, tenantEvent);

    [TestCaseSource(nameof(Everything))]
    public void Text_OfEveryEvent_IsOfItsTypeAndWhole(string type, string tenantEvent)
    {
        var text = NoticeText.Of(Notice(type, tenantEvent, tenantEvent == TenantEvents.Alert ? "rotation.overdue" : null));

        Assert.That(text.Title, Does.EndWith(".").And.Not.Contain("unknown").And.Not.Contain("  "));
        Assert.That(text.NextStep, Does.EndWith("."));
        Assert.That(char.IsUpper(text.Title[0]) && char.IsUpper(text.NextStep[0]), Is.True);
        if (type != SecretTypes.Ssh)
        {
            Assert.That(text.ToString(), Does.Not.Contain("private key").And.Not.Contain("etch"), "nobody fetches it");
        }
    }

    [TestCase(SecretTypes.Smtp, TenantEvents.Rotated, "The SMTP password mail-1 was rotated. The previous one works until 2026-11-30 09:00:00 UTC.")]
    [TestCase(SecretTypes.Smtp, TenantEvents.RotationFailed, "A rotation of the SMTP password mail-1 failed. The present one still works.")]
    [TestCase(SecretTypes.Smtp, TenantEvents.Revoked, "The SMTP password mail-1 was revoked: nothing can sign in with it any more.")]
    [TestCase(SecretTypes.Dkim, TenantEvents.Rotated, "The DKIM key of mail-1 was rotated. Mail that the previous one signed can be verified until 2026-11-30 09:00:00 UTC.")]
    [TestCase(SecretTypes.Dkim, TenantEvents.RotationFailed, "A rotation of the DKIM key of mail-1 failed. The present one still signs.")]
    [TestCase(SecretTypes.Dkim, TenantEvents.Revoked, "The DKIM key of mail-1 was revoked: mail is not signed with it any more.")]
    [TestCase(SecretTypes.Ssh, TenantEvents.Revoked, "The SSH key mail-1 was revoked and works nowhere any more.")]
    public void Title_OfAType_SaysWhatItMeansForIt(string type, string tenantEvent, string title) =>
        Assert.That(NoticeText.Of(Notice(type, tenantEvent, alertKind: null)).Title, Is.EqualTo(title));

    [TestCase("dkim.waiting_for_dns", "The DKIM key of mail-1 waits for your DNS: its records are not as they have to be yet.", "Open the DKIM page, and publish")]
    [TestCase("dkim.record_differs", "A DNS record of the DKIM key of mail-1 was changed", "what it has to say")]
    [TestCase("dkim.record_missing", "A DNS record of the DKIM key of mail-1 is missing", "publish the record")]
    [TestCase("api_key.leaked", "The DKIM key of mail-1 was found where others can read it.", "Make sure")]
    public void Alert_OfAKind_SaysWhatToDo(string kind, string title, string nextStep)
    {
        var text = NoticeText.Of(Notice(SecretTypes.Dkim, TenantEvents.Alert, kind));

        Assert.That((text.Title.StartsWith(title, StringComparison.Ordinal), text.NextStep.Contains(nextStep, StringComparison.Ordinal)), Is.EqualTo((true, true)), $"{text}");
    }

    private static Notice Notice(string type, string tenantEvent, string? alertKind) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), tenantEvent, type, "mail-1", Guid.CreateVersion7(), "SHA256:abc", At, alertKind, At, At);
}

using MimeKit;
using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Deliveries;

/// <summary>Writes a mail: plain text, no link but the platform's own address, which holds nothing secret.</summary>
internal static class MailText
{
    /// <summary>A mail of many notices shows so many; the rest is counted.</summary>
    public const int MostShown = 50;

    public static MimeMessage Of(
        Guid messageId, MailboxAddress from, MailboxAddress to, IReadOnlyList<Notice> notices, Uri publicAddress, DateTimeOffset now)
    {
        var texts = notices.Select(notice => (Notice: notice, Text: NoticeText.Of(notice))).ToList();
        return Of(
            messageId, from, to, texts.Count == 1 ? texts[0].Text.Title : $"{texts.Count} notices about your secrets", BodyOf(texts, publicAddress), now);
    }

    /// <summary>The one mail with a link that opens something: for the person alone who is invited.</summary>
    public static MimeMessage OfInvitation(Guid messageId, MailboxAddress from, MailboxAddress to, string link, DateTimeOffset now) => Of(
        messageId,
        from,
        to,
        "You are invited to PenguinMails Secrets",
        new StringBuilder("Choose a password and set up an authenticator here; the link works once:").AppendLine().AppendLine()
            .AppendLine(link).AppendLine()
            .AppendLine("Give it to nobody: whoever opens it has your account. If you do not know what this is about, do nothing.")
            .ToString(),
        now);

    private static MimeMessage Of(Guid messageId, MailboxAddress from, MailboxAddress to, string subject, string body, DateTimeOffset now)
    {
        var mail = new MimeMessage
        {
            // The same however often it is sent: mailboxes show it once.
            MessageId = $"{messageId:N}@{from.Domain}",
            Date = now,
            Subject = subject,
            Body = new TextPart("plain") { Text = body },
        };
        mail.From.Add(from);
        mail.To.Add(to);
        mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: no automatic answers
        return mail;
    }

    private static string BodyOf(IReadOnlyList<(Notice Notice, NoticeText Text)> texts, Uri publicAddress)
    {
        var body = new StringBuilder();
        foreach (var (notice, text) in texts.Take(MostShown))
        {
            body.AppendLine(text.Title)
                .AppendLine(text.NextStep)
                .AppendLine(CultureInfo.InvariantCulture, $"({notice.OccurredAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC)")
                .AppendLine();
        }

        if (texts.Count > MostShown)
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"and {texts.Count - MostShown} more.").AppendLine();
        }

        return body
            .AppendLine(CultureInfo.InvariantCulture, $"Sign in at {publicAddress} to see more, or to choose what you hear of.")
            .AppendLine("This mail asks for no password and holds no key. Nobody reads answers to it.")
            .ToString();
    }
}

namespace PenguinMails.Identity.Notifications;

/// <summary>A notice in words. They hold names, fingerprints and times; nobody's own words, no addresses, nothing secret.</summary>
/// <param name="Title">What happened, or will.</param>
/// <param name="NextStep">What to do.</param>
internal sealed record NoticeText(string Title, string NextStep)
{
    public static NoticeText Of(Notice notice)
    {
        var text = TextOf(notice);
        return text with { Title = char.ToUpperInvariant(text.Title[0]) + text.Title[1..] };
    }

    private static NoticeText TextOf(Notice notice)
    {
        var secret = SecretOf(notice);
        var key = notice.Fingerprint is { } fingerprint ? $" ({Safe(fingerprint)})" : "";
        return notice switch
        {
            { Event: TenantEvents.Alert } => OfAlert(notice.AlertKind, secret),
            { SecretType: ApiKeySecrets.Type } => OfApiKey(notice, secret),
            { SecretType: SecretTypes.Smtp } => OfPassword(notice, secret),
            { SecretType: SecretTypes.Dkim } => OfSigningKey(notice, secret),
            _ => OfSecret(notice, secret, key),
        };
    }

    private static NoticeText OfSecret(Notice notice, string secret, string key) => notice.Event switch
    {
        TenantEvents.RotationDue => new($"{secret} is due for rotation at {Time(notice.At)}.", "Be ready to fetch the new one, or rotate it yourself at a time that suits."),
        TenantEvents.Issued => new($"{secret} was issued{key}.", "Fetch it before you need it; a private key can be downloaded once."),
        TenantEvents.Rotated => new(
            $"{secret} was rotated. The previous one works until {Time(notice.At)}.",
            $"Fetch the new one{key} before then; a private key can be downloaded once."),
        TenantEvents.GraceEnding => new($"The previous version of {secret} stops working at {Time(notice.At)}.", "Make sure that the new one is in use everywhere."),
        TenantEvents.GraceEnded => new($"The previous version of {secret} works no more{key}.", "If something lost access, give it the new one."),
        TenantEvents.Revoked => new($"{secret} was revoked and works nowhere any more.", "Regenerate it when access is needed again. If nobody of yours asked for it, ask support why."),
        TenantEvents.RotationFailed => new($"A rotation of {secret} failed. The present one still works.", "See its history for the cause."),
        TenantEvents.PreferencesChanged => new(
            "What you hear of by mail was changed, in your name.",
            "If that was not you, somebody uses your session: have your access reset by another of your people or by support, then choose again."),
        _ => new("This is a test.", "Nothing is to be done."),
    };

    // Its programs, not people, use it: nothing is to be fetched, and what ends does so by its date.
    private static NoticeText OfApiKey(Notice notice, string secret) => notice.Event switch
    {
        TenantEvents.Issued => new($"{secret} was created.", "If nobody of yours created it, revoke it and ask support."),
        TenantEvents.RotationDue => new($"{secret} stops working at {Time(notice.At)}.", "Rotate it, and give your programs the new one before then."),
        TenantEvents.Rotated => new($"{secret} was replaced. It works until {Time(notice.At)}.", "Give your programs the new one before then."),
        TenantEvents.GraceEnding => new($"{secret}, which was replaced, stops working at {Time(notice.At)}.", "See when it was last used: what uses it still needs the new one."),
        TenantEvents.GraceEnded => new($"{secret} works no more.", "If a program of yours is refused, give it another key."),
        _ => new($"{secret} was revoked and is refused everywhere.", "Create another when it is needed. If nobody of yours revoked it, see the alerts, or ask support why."),
    };

    // The platform installs it on the mail server; programs that sign in with it get it from support.
    private static NoticeText OfPassword(Notice notice, string secret) => notice.Event switch
    {
        TenantEvents.Issued => new($"{secret} was issued.", "If programs of yours are to sign in with it, ask support for it."),
        TenantEvents.RotationDue => new($"{secret} is replaced at {Time(notice.At)}.", "If programs of yours sign in with it, be ready to give them the new one."),
        TenantEvents.Rotated => new($"{secret} was rotated. The previous one works until {Time(notice.At)}.", "If programs of yours sign in with it, ask support for the new one before then."),
        TenantEvents.GraceEnding => new($"The previous version of {secret} stops working at {Time(notice.At)}.", "Make sure that your programs sign in with the new one."),
        TenantEvents.GraceEnded => new($"The previous version of {secret} works no more.", "If a program of yours is refused, ask support for the new one."),
        TenantEvents.Revoked => new($"{secret} was revoked: nothing can sign in with it any more.", "Ask support for a new one when it is needed. If nobody of yours asked for this, ask support why."),
        _ => new($"A rotation of {secret} failed. The present one still works.", "Nothing is to be done: the rotation is tried again, and support sees the cause."),
    };

    // A tenant never gets the key itself; all that may be theirs to do is to publish its DNS record.
    private static NoticeText OfSigningKey(Notice notice, string secret) => notice.Event switch
    {
        TenantEvents.Issued => new($"{secret} signs your mail now.", "If you publish its DNS records yourself, leave them in place."),
        TenantEvents.RotationDue => new($"{secret} is replaced at {Time(notice.At)}.", "If you publish its DNS records yourself, be ready to publish those of the new one."),
        TenantEvents.Rotated => new(
            $"{secret} was rotated. Mail that the previous one signed can be verified until {Time(notice.At)}.", "If you publish the DNS records yourself, leave both in place until then."),
        TenantEvents.GraceEnding => new(
            $"Mail that the previous version of {secret} signed can be verified until {Time(notice.At)}.", "If you publish the DNS records yourself, the DKIM page says what the old one has to say after that."),
        TenantEvents.GraceEnded => new($"The previous version of {secret} has ended.", "If you publish the DNS records yourself, change the old one as the DKIM page says."),
        TenantEvents.Revoked => new($"{secret} was revoked: mail is not signed with it any more.", "Ask support for a new one. If you publish the DNS records yourself, change them as the DKIM page says."),
        _ => new($"A rotation of {secret} failed. The present one still signs.", "If you publish the DNS records yourself, see on the DKIM page whether one is missing or differs. The rotation is tried again."),
    };

    private static NoticeText OfAlert(string? kind, string secret) => kind switch
    {
        "api_key.leaked" => new($"{secret} was found where others can read it.", "Make sure that it is revoked, create another, and see what it was used for."),
        "dkim.record_differs" => new($"A DNS record of {secret} was changed: receivers do not believe your mail.", "Open the DKIM page: it shows what DNS says, and what it has to say."),
        "dkim.record_missing" => new($"A DNS record of {secret} is missing: receivers do not believe your mail.", "Open the DKIM page, and publish the record that it shows."),
        "dkim.waiting_for_dns" => new($"{secret} waits for your DNS: its records are not as they have to be yet.", "Open the DKIM page, and publish the records that it shows."),
        "download.intercepted" => new($"A download of {secret} may have been intercepted.", "Rotate it now."),
        "download.repeated" => new($"{secret} was asked for again after it had been handed out.", "If that was nobody of yours, rotate it."),
        "drift.banned_key" => new("A revoked key was put back on the server; it is removed again.", "Find out who put it there."),
        "drift.copied_key" => new("A key in use also lies in a place of the server where the platform cannot end it.", "Remove the copy, or ask support where it lies."),
        "drift.missing_key" => new($"The server does not accept {secret} any more.", "Find out who changed the server; it is repaired where that is possible."),
        "drift.unknown_key" => new("The server accepts a key that the platform never issued.", "If it is not yours, ask support to remove it."),
        "identity.refresh_token_reused" => new("A session of one of your people was ended: its refresh token was used twice.", "Ask them whether they lost their connection; if not, have their access reset."),
        "operation.no_end_at_target" => new("The server cannot end replaced keys by itself.", "Update the server's OpenSSH."),
        "operation.revoke_failing" => new($"The revocation of {secret} is not confirmed by the server yet.", "Make sure that the server is reachable over SSH."),
        "rotation.due_soon" => new($"{secret} reaches the greatest age its policy allows, and nobody rotates it by schedule.", "Rotate it."),
        "rotation.overdue" => new($"{secret} is older than its policy allows.", "Rotate it; its history says what held it up."),
        "ssh.admin_access_lost" => new("The platform cannot get into your server any more.", "Undo changes to the account penguin-admin on it, or ask support."),
        "ssh.host_key_changed" => new("The server shows another host key than it had.", "If you did not reinstall it, do not log in, and ask support."),
        _ => new($"There is an alert: {Safe(kind ?? "unknown")}.", "Ask support about it."),
    };

    private static string SecretOf(Notice notice) => (notice.SecretType, notice.SecretName) switch
    {
        (SecretTypes.Ssh, "admin") => "the platform's SSH key",
        (SecretTypes.Ssh, "tenant") => "the SSH key of your server",
        (SecretTypes.Ssh, { } name) => $"the SSH key {Safe(name)}",
        (SecretTypes.Smtp, { } name) => $"the SMTP password {Safe(name)}",
        (ApiKeySecrets.Type, { } name) => $"the API key {Safe(name)}",
        (SecretTypes.Dkim, { } name) => $"the DKIM key of {Safe(name)}",
        ({ } type, { } name) => $"the secret {Safe(type)}/{Safe(name)}",
        _ => "a secret of yours",
    };

    private static string Time(DateTimeOffset? at) => at is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "an unknown time";

    // Names are the platform's own; whatever they hold, it begins no line and is no link.
    private static string Safe(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || "-_.:/+=".Contains(letter, StringComparison.Ordinal) ? letter : '?'))
        .Replace("://", "?", StringComparison.Ordinal);
}

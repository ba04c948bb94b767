using PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;

/// <summary>
/// Proves that a password has ended (docs/adr/0067-smtp-credentials.md). While a proof lasts, the account has a control password in the second file, and
/// only where the mail server accepts that is the refusal of another one no refusal of everybody.
/// </summary>
internal sealed class PasswordProof(PasswordSlots slots, MailLogins logins)
{
    /// <summary>The mail server refuses even the control password.</summary>
    public const string RefusesAll = "mail_account_refuses_all";

    /// <summary>The mail server accepts what was removed from its password files.</summary>
    public const string StillAccepted = "still_accepted";

    /// <summary>Gives the account a control password and logs in with it.</summary>
    public async Task<TargetAnswer> BeginAsync(SecretContext context, CancellationToken cancellationToken)
    {
        var (server, password) = (SmtpSettings.Of(context), NewPassword.PlainText());
        var control = new PasswordEntry(server.Username, NewPassword.HashOf(password), context.SecretId, PasswordEntry.Control);
        var put = await slots.ArrangeAsync(context, found => new Arrangement(found.Of(context.Current), control), endsSessions: false, cancellationToken);
        if (put is TargetAnswer.NotDone)
        {
            return put;
        }

        return await logins.TryAsync<MailAnswer.Accepted>(server, password, cancellationToken) switch
        {
            MailAnswer.Accepted => TargetAnswer.Confirmed,
            MailAnswer.Nothing nothing => MailAnswer.ToTarget(nothing),
            var refusal => new TargetAnswer.Retry(
                RefusesAll, $"{server.Username} is refused with a new password too ({PlaceOf(refusal)}), so a refusal of the old one proves nothing."),
        };
    }

    /// <summary>Removes the control password.</summary>
    public Task<TargetAnswer> EndAsync(SecretContext context, CancellationToken cancellationToken) =>
        slots.ArrangeAsync(context, found => new Arrangement(found.Of(context.Current), null), endsSessions: false, cancellationToken);

    /// <summary>Offers a password that must be refused.</summary>
    /// <param name="context">The operation.</param>
    /// <param name="version">Its version.</param>
    /// <param name="material">Its material; null when Vault holds it no more: then nobody can offer it, and the files alone say whether it would be accepted.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<TargetAnswer> OfferAsync(SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken)
    {
        if (material is null)
        {
            var (found, answer) = await slots.FindAsync(context, cancellationToken);
            return answer is TargetAnswer.Done && found?.Of(version) is not null
                ? new TargetAnswer.Retry(StillAccepted, "A password file of the mail server still has the version's entry.")
                : answer;
        }

        var password = await StoredPasswords.PasswordOfAsync(material, cancellationToken);
        return await logins.TryAsync<MailAnswer.Refused>(SmtpSettings.Of(context), password, cancellationToken) switch
        {
            MailAnswer.Refused => TargetAnswer.Confirmed,
            MailAnswer.Nothing nothing => MailAnswer.ToTarget(nothing),
            MailAnswer.Divided divided => new TargetAnswer.Retry(StillAccepted, $"The old password is still accepted by {divided.AcceptedBy}, though not by {divided.RefusedBy}."),
            _ => new TargetAnswer.Retry(StillAccepted, "The mail server still accepts the old password although its password files do not have it."),
        };
    }

    internal static string PlaceOf(MailAnswer refusal) => refusal switch
    {
        MailAnswer.Refused refused => refused.Place,
        MailAnswer.Divided divided => divided.RefusedBy,
        _ => "",
    };
}

using PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Accounts;

/// <summary>What to do about failures of mail servers.</summary>
internal static class SmtpAdvice
{
    public static string? For(string code, SmtpOptions options) => code switch
    {
        SmtpSecretType.GraceRunning => "End the grace period first (POST …/end-grace), or wait until it is over. Where the present password counts as exposed, reset it (POST …/emergency-reset).",
        SmtpSecretType.PasswordRefused or SmtpSecretType.OldRefused or PasswordProof.RefusesAll =>
            $"Have Dovecot read {options.CurrentFile} and {options.PreviousFile} as its first two passdbs (driver passwd-file), and see in its log why it refuses the account.",
        PasswordProof.StillAccepted =>
            $"Find out by which other passdb Dovecot knows the account (doveadm auth test), and remove the password there. The operation goes on by itself.",
        PasswordSlots.AccountTaken =>
            $"Remove the account's line from {options.CurrentFile} and {options.PreviousFile} on the server, or enrol another account.",
        MailLogins.Unreachable => "Start the mail server, or let the platform reach its ports for submission and IMAP.",
        MailLogins.Untrusted => "Give the mail server a certificate of a trusted authority that names the host, or have the platform trust its authority (KeyIssuance:Smtp:AuthorityFile).",
        MailLogins.NotEncrypted => "Have the mail server offer STARTTLS (or TLS, as enrolled), and AUTH after it.",
        MailLogins.NotNow => "See in the mail server's log why it cannot check passwords; both password files must be readable by Dovecot.",
        "password_file_missing" or "password_file_symlink" or "password_file_not_a_file" or "password_file_not_readable" or "password_file_unsafe" or "password_file_too_large"
            or "password_file_not_writable" or "password_file_no_space" => "Put right on the server what the detail says; nothing was changed there. Then rotate again, unless the operation goes on by itself.",
        "mail_sessions_not_running" => "Start Dovecot; the operation goes on by itself.",
        "mail_sessions_missing" => "Install doveadm on the server (Debian: dovecot-core); the operation goes on by itself.",
        _ => null,
    };
}

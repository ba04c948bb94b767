using System.Net;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

internal sealed class SmtpOptionsValidator : OptionsRules<SmtpOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(SmtpOptions options) =>
    [
        (IsFile(options.CurrentFile), $"{SmtpOptions.Section}:CurrentFile must be the absolute path of a file, such as /etc/dovecot/users/current."),
        (IsFile(options.PreviousFile), $"{SmtpOptions.Section}:PreviousFile must be the absolute path of a file, such as /etc/dovecot/users/previous."),
        (options.CurrentFile != options.PreviousFile, $"{SmtpOptions.Section}:CurrentFile and PreviousFile must be two files."),
        (IsPort(options.SubmissionPort), $"{SmtpOptions.Section}:SubmissionPort must be between 1 and 65535."),
        (IsPort(options.ImapPort), $"{SmtpOptions.Section}:ImapPort must be between 1 and 65535."),
        (IsPort(options.ImapsPort), $"{SmtpOptions.Section}:ImapsPort must be between 1 and 65535."),
        (options.AuthorityFile is null || File.Exists(options.AuthorityFile), $"{SmtpOptions.Section}:AuthorityFile: there is no file {options.AuthorityFile}."),
        (options.SourceAddress is null || IPAddress.TryParse(options.SourceAddress, out _), $"{SmtpOptions.Section}:SourceAddress must be an IP address of this machine."),
        (IsBetween(options.LoginLimit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), $"{SmtpOptions.Section}:LoginLimit must be between 1 second and 5 minutes."),
        (IsBetween(options.GracePeriod, TimeSpan.Zero, TimeSpan.FromDays(7)), $"{SmtpOptions.Section}:GracePeriod must be between 0 and 7 days."),
        (IsBetween(options.RotationInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)), $"{SmtpOptions.Section}:RotationInterval must be between 1 second and 3650 days."),
    ];

    // In one way of writing it: the server compares it with what it finds.
    private static bool IsFile(string path) =>
        path is ['/', ..] && path.LastIndexOf('/') > 0 && !path.Any(char.IsControl) && path.Split('/').Skip(1).All(part => part is not ("" or "." or ".."));

    private static bool IsPort(int port) => port is >= 1 and <= IPEndPoint.MaxPort;
}

namespace PenguinMails.LocalComponents;

/// <summary>
/// Keeps Debian packages from starting their servers when they are installed: we start our own, with our own state.
/// See invoke-rc.d(8) and /usr/share/doc/init-system-helpers/README.policy-rc.d.gz.
/// </summary>
internal sealed class ServiceStartPolicy : IDisposable
{
    private const string Policy = "/usr/sbin/policy-rc.d";
    private const string Former = "/usr/sbin/policy-rc.d.before-penguinmails";
    private const string Ours = "#!/bin/sh\n# PenguinMails: placed while packages are installed, removed afterwards.\nexit 101\n";

    private ServiceStartPolicy()
    {
    }

    /// <summary>Until disposed. The caller holds the lock for installations.</summary>
    public static ServiceStartPolicy ForbidStarts()
    {
        Restore(); // what an installation that was killed left behind
        if (File.Exists(Policy))
        {
            File.Move(Policy, Former);
        }

        File.WriteAllText(Policy, Ours);
        File.SetUnixFileMode(Policy, (UnixFileMode)0b111_101_101);
        return new ServiceStartPolicy();
    }

    public void Dispose() => Restore();

    private static void Restore()
    {
        if (File.Exists(Policy) && File.ReadAllText(Policy) == Ours)
        {
            File.Delete(Policy);
        }

        if (File.Exists(Former) && !File.Exists(Policy))
        {
            File.Move(Former, Policy);
        }
    }
}

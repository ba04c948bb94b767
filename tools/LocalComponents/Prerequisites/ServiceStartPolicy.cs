namespace PenguinMails.LocalComponents;

/// <summary>
/// Keeps Debian packages from starting their servers when they are installed: we start our own, with our own state.
/// See invoke-rc.d(8) and /usr/share/doc/init-system-helpers/README.policy-rc.d.gz.
/// </summary>
internal sealed class ServiceStartPolicy : IDisposable
{
    private const string Ours = "#!/bin/sh\n# PenguinMails: placed while packages are installed, removed afterwards.\nexit 101\n";

    private readonly string _policy;
    private readonly string _former;

    private ServiceStartPolicy(string folder)
    {
        _policy = Path.Combine(folder, "policy-rc.d");
        _former = Path.Combine(folder, "policy-rc.d.before-penguinmails");
    }

    /// <summary>Until disposed. The caller holds the lock for installations.</summary>
    public static ServiceStartPolicy ForbidStarts(string folder = "/usr/sbin")
    {
        var policy = new ServiceStartPolicy(folder);
        policy.Restore(); // what an installation that was killed left behind
        policy.Place();
        return policy;
    }

    public void Dispose() => Restore();

    private void Place()
    {
        if (File.Exists(_policy))
        {
            File.Move(_policy, _former);
        }

        File.WriteAllText(_policy, Ours);
        File.SetUnixFileMode(_policy, (UnixFileMode)0b111_101_101);
    }

    private void Restore()
    {
        if (File.Exists(_policy) && File.ReadAllText(_policy) == Ours)
        {
            File.Delete(_policy);
        }

        if (File.Exists(_former) && !File.Exists(_policy))
        {
            File.Move(_former, _policy);
        }
    }
}

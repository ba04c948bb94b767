namespace PenguinMails.LocalComponents;

/// <summary>Installs what is missing, and says what and why before it does.</summary>
public static class Prerequisite
{
    /// <summary>Environment variable; the value "never" forbids every installation.</summary>
    public const string InstallVariable = "PENGUINMAILS_INSTALL";

    internal static bool MayInstall =>
        !string.Equals(Environment.GetEnvironmentVariable(InstallVariable), "never", StringComparison.OrdinalIgnoreCase);

    /// <summary>Installs the packages that are missing. Safe in several processes at once.</summary>
    /// <param name="packages">What is needed.</param>
    /// <param name="announce">Is told what will be installed and why, before it is.</param>
    /// <exception cref="PrerequisiteMissingException">Something is missing and may not or cannot be installed.</exception>
    public static async Task EnsureAsync(
        IReadOnlyCollection<DebianPackage> packages,
        Action<string> announce,
        CancellationToken cancellationToken = default)
    {
        if (packages.All(package => package.IsInstalled))
        {
            return;
        }

        RefuseWhereForbidden(Missing(packages));
        using var installing = await FileLock.TakeAsync(
            RuntimeFolder.File("install.lock"),
            () => announce("Waiting for another process that installs packages."),
            cancellationToken);
        var missing = Missing(packages); // the other process may have installed them
        if (missing.Count > 0)
        {
            announce("Installing Debian packages: " + Describe(missing));
            await InstallAsync(missing, cancellationToken);
        }
    }

    private static List<DebianPackage> Missing(IEnumerable<DebianPackage> packages) =>
        packages.Where(package => !package.IsInstalled).ToList();

    private static string Describe(IEnumerable<DebianPackage> packages) =>
        string.Join(", ", packages.Select(package => $"{package.Name} ({package.Why})"));

    private static void RefuseWhereForbidden(List<DebianPackage> missing)
    {
        var command = $"apt-get install --no-install-recommends {string.Join(' ', missing.Select(package => package.Name))}";
        if (!MayInstall)
        {
            throw new PrerequisiteMissingException($"Missing: {Describe(missing)}. {InstallVariable}=never forbids to install it; run: {command}");
        }

        if (!Environment.IsPrivilegedProcess)
        {
            throw new PrerequisiteMissingException($"Missing: {Describe(missing)}. Only root can install it; run as root: {command}");
        }

        if (!File.Exists("/usr/bin/apt-get"))
        {
            throw new PrerequisiteMissingException($"Missing: {Describe(missing)}. There is no apt-get here; install it with this system's own means.");
        }
    }

    private static async Task InstallAsync(List<DebianPackage> missing, CancellationToken cancellationToken)
    {
        var env = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C.UTF-8" };
        string[] options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3"];
        using (ServiceStartPolicy.ForbidStarts())
        {
            await Tool.RunAsync("/usr/bin/apt-get", ["update", .. options], env, cancellationToken: cancellationToken);
            await Tool.RunAsync(
                "/usr/bin/apt-get",
                ["install", "--no-install-recommends", .. options, .. missing.Select(package => package.Name)],
                env,
                cancellationToken: cancellationToken);
        }

        if (missing.Find(package => !package.IsInstalled) is { } absent)
        {
            throw new PrerequisiteMissingException($"{absent.Name} was installed, but {absent.ProofFile} is not below {absent.ProofFolder}.");
        }
    }
}

/// <summary>Something is missing on this machine; the message says what to do.</summary>
public sealed class PrerequisiteMissingException(string message) : Exception(message);

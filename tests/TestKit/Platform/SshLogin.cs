using System.Diagnostics;

namespace PenguinMails.TestKit.Platform;

/// <summary>Logs in as a tenant would: the ssh program and a key file of mode 0600.</summary>
public sealed class SshLogin : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penguin-e2e-");

    /// <summary>Keeps a downloaded key in a file as its owner would.</summary>
    public string Keep(string name, byte[] privateKey)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, privateKey);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>Whether the key opens the account, with what ssh said.</summary>
    public static async Task<LoginAttempt> TryAsync(string keyFile, string account, string address)
    {
        var start = new ProcessStartInfo("ssh")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList =
            {
                "-F", "none", "-i", keyFile, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
                "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10", $"{account}@{address}", "id -un",
            },
        };
        using var ssh = Process.Start(start)!;
        ssh.StandardInput.Close();
        var output = ssh.StandardOutput.ReadToEndAsync();
        var error = ssh.StandardError.ReadToEndAsync();
        await ssh.WaitForExitAsync();
        var text = await output + await error;
        return new LoginAttempt(ssh.ExitCode == 0 && text.Trim() == account, text);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>Whether a login worked, and what ssh said.</summary>
public sealed record LoginAttempt(bool LoggedIn, string Output);

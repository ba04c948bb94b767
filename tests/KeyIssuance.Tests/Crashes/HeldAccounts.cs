using System.Globalization;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>Accounts of a server whose files nobody can edit: the scripts that want to wait for the accounts' locks, on the server.</summary>
internal sealed class HeldAccounts : IAsyncDisposable
{
    private const string Locks = "/var/lib/penguinmails";

    private readonly TestSshServer _server;
    private readonly int[] _holders;

    private HeldAccounts(TestSshServer server, int[] holders) => (_server, _holders) = (server, holders);

    public static async Task<HeldAccounts> HoldAsync(TestSshServer server, IReadOnlyList<string> accounts)
    {
        var holders = new List<int>();
        foreach (var account in accounts)
        {
            var holder = await server.RunAsRootAsync($"""
                exec 9>>{Locks}/{account}.lock
                flock 9
                sleep 600 </dev/null >/dev/null 2>&1 &
                echo $!
                """);
            holders.Add(int.Parse(holder, CultureInfo.InvariantCulture));
        }

        return new HeldAccounts(server, [.. holders]);
    }

    /// <summary>The accounts whose locks a script waits for.</summary>
    public static async Task<IReadOnlySet<string>> WaitingAsync(TestSshServer server)
    {
        var locks = await server.RunAsRootAsync("""
            for process in /proc/[0-9]*; do
                case $(tr '\0' ' ' <$process/cmdline 2>/dev/null || :) in
                    'flock -w '*) readlink $process/fd/9 || : ;;
                esac
            done
            """);
        return locks.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFileNameWithoutExtension).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The scripts go on.</summary>
    public async ValueTask DisposeAsync() => await _server.RunAsRootAsync($"kill {string.Join(' ', _holders)}");
}

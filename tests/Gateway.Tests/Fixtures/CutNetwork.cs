using System.Net;
using System.Security.Cryptography;
using PenguinMails.LocalComponents;

namespace PenguinMails.Gateway.Tests.Fixtures;

/// <summary>
/// A loopback address for a client, whose network can be cut: from then on, nothing that is sent to it arrives, and nobody is told. The machine's
/// other addresses are not concerned. Needs root.
/// </summary>
internal sealed class CutNetwork : IAsyncDisposable
{
    private static readonly DebianPackage Ip = new("iproute2", "cuts a client's network in tests", "/bin", "ip");

    private bool _isCut;

    public IPAddress Address { get; } = new([127, 66, (byte)RandomNumberGenerator.GetInt32(256), (byte)RandomNumberGenerator.GetInt32(1, 255)]);

    /// <summary>More specific than the route of all loopback addresses.</summary>
    private string Route => $"{Address}/32";

    public async Task CutAsync()
    {
        await Prerequisite.EnsureAsync([Ip], TestContext.Progress.WriteLine);
        await Tool.RunAsync("ip", ["route", "add", "blackhole", Route, "table", "local"]);
        _isCut = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isCut)
        {
            await Tool.RunAsync("ip", ["route", "del", "blackhole", Route, "table", "local"]);
        }
    }
}

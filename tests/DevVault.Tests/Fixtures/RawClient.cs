using System.Net.Sockets;
using System.Text;

namespace PenguinMails.DevVault.Tests.Fixtures;

/// <summary>Sends a request byte for byte: HttpClient would clean the path first.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly TcpClient _tcp = new(address.Host, address.Port);

    /// <summary>The whole answer as text.</summary>
    public async Task<string> SendAsync(string method, string target, string token = "", string body = "")
    {
        var stream = _tcp.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: vault\r\nX-Vault-Token: {token}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public void Dispose() => _tcp.Dispose();
}

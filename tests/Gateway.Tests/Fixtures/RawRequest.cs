using System.Net.Sockets;
using System.Text;

namespace PenguinMails.Gateway.Tests.Fixtures;

/// <summary>Sends bytes as no polite client would.</summary>
internal static class RawRequest
{
    /// <param name="headers">Each character is one byte.</param>
    /// <returns>Status line, headers and what came of the body until the server closed.</returns>
    public static async Task<string> SendAsync(Uri address, string target, string method = "GET", string headers = "", string body = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n{headers}\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Signs in to a mail server as somebody does who tries credentials by hand (RFC 3207, RFC 4954).</summary>
internal static class Submission
{
    /// <returns>The server's answer to the sign-in: 235 when it was accepted, 535 when these credentials were not.</returns>
    public static async Task<int> SignInAsync(string host, int port, string username, string password)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, patience.Token);
        var plain = client.GetStream();
        await AnswerAsync(plain, patience.Token);
        await AskAsync(plain, "EHLO support.example", patience.Token);
        Assert.That(await AskAsync(plain, "STARTTLS", patience.Token), Is.EqualTo(220));
        await using var encrypted = new SslStream(plain, leaveInnerStreamOpen: true);
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = Trust() }, patience.Token);
        await AskAsync(encrypted, "EHLO support.example", patience.Token);
        return await AskAsync(encrypted, $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{username}\0{password}"))}", patience.Token);
    }

    /// <summary>The instance's own certificate authority, and no other.</summary>
    private static X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(RunningSystem.AppHost.Data.FullName, "ca.pem")) },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static async Task<int> AskAsync(Stream stream, string command, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await AnswerAsync(stream, cancellationToken);
    }

    /// <summary>Reads an answer of one or more lines; the last one has a space behind its code.</summary>
    private static async Task<int> AnswerAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var letter = new byte[1];
        while (await stream.ReadAsync(letter, cancellationToken) == 1)
        {
            if (letter[0] != '\n')
            {
                line.Append((char)letter[0]);
            }
            else if (line.Length >= 4 && line[3] == ' ')
            {
                return int.Parse(line.ToString(0, 3), null);
            }
            else
            {
                line.Clear();
            }
        }

        throw new IOException("The mail server hung up.");
    }
}

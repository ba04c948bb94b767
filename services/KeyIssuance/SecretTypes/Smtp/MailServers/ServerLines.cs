using MailKit;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;

/// <summary>Keeps the last line that a mail server said: MailKit's exceptions leave out by which code IMAP refused. What the client says is never kept.</summary>
internal sealed class ServerLines : IProtocolLogger
{
    private const int Longest = 1_024;
    private readonly StringBuilder _line = new();
    private string _last = "";

    /// <summary>The last whole line.</summary>
    public string Last => _last;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public void LogConnect(Uri uri)
    {
        // nothing was said yet
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        // names and passwords
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        foreach (var c in buffer.AsSpan(offset, count))
        {
            if (c == '\n')
            {
                _last = _line.ToString();
                _line.Clear();
            }
            else if (c != '\r' && _line.Length < Longest)
            {
                _line.Append(c is >= 0x20 and < 0x7f ? (char)c : '?');
            }
        }
    }

    public void Dispose() => _line.Clear();
}

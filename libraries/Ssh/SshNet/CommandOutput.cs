using System.Text;

namespace PenguinMails.Ssh.SshNet;

/// <summary>
/// What a command says on one of its streams, up to the limit. SSH.NET itself keeps all that nobody has read, so it is taken
/// out while the command runs; but only what is there, because a read that waits holds a thread.
/// </summary>
internal sealed class CommandOutput(Stream stream) : IDisposable
{
    private readonly MemoryStream _content = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Takes what has come.</summary>
    public void Drain()
    {
        while (stream.Length > 0)
        {
            Keep(stream.Read(_buffer, 0, _buffer.Length));
        }
    }

    /// <summary>Takes what is left of a command that has ended.</summary>
    /// <returns>All of it.</returns>
    public string ReadToEnd()
    {
        int count;
        while ((count = stream.Read(_buffer, 0, _buffer.Length)) > 0)
        {
            Keep(count);
        }

        return Encoding.UTF8.GetString(_content.GetBuffer(), 0, (int)_content.Length);
    }

    public void Dispose() => _content.Dispose();

    private void Keep(int count) => _content.Write(_buffer, 0, (int)Math.Min(count, OpenSshProgram.OutputLimit - _content.Length));
}

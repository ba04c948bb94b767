using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace PenguinMails.Architecture.Tests.Assemblies;

/// <summary>The metadata tokens of types, methods and fields in the instructions of a method body (ECMA-335, partition III).</summary>
internal static class MethodBodyTokens
{
    private const byte TwoByteOpCode = 0xFE;

    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    public static IReadOnlyList<int> Of(MethodBodyBlock body)
    {
        var tokens = new List<int>();
        var instructions = body.GetILReader();
        while (instructions.RemainingBytes > 0)
        {
            var code = (int)instructions.ReadByte();
            if (code == TwoByteOpCode)
            {
                code = (code << 8) | instructions.ReadByte();
            }

            switch (Operands[code])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add(instructions.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    var targets = instructions.ReadInt32();
                    instructions.Offset += 4 * targets;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    instructions.Offset += 8;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.InlineVar:
                    instructions.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    instructions.Offset += 1;
                    break;
                default:
                    instructions.Offset += 4;
                    break;
            }
        }

        return tokens;
    }
}

using System.Globalization;
using System.Net;
using System.Text;

namespace VideoFeat.Reporting.Figures;

/// <summary>Writes a figure as SVG 1.1. Text stays text; where its font is missing, a viewer takes another of about the same width.</summary>
internal static class SvgFile
{
    public static string Write(Figure figure)
    {
        var svg = new StringBuilder();
        string title = WebUtility.HtmlEncode(figure.Title);
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{figure.Width}pt\" height=\"{figure.Height}pt\" viewBox=\"0 0 {figure.Width} {figure.Height}\" role=\"img\" aria-label=\"{title}\" ");
        Add($"font-family=\"'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, sans-serif\" stroke-linejoin=\"round\">\n<title>{title}</title>\n");
        Add($"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        foreach (Shape shape in figure.Shapes)
        {
            switch (shape)
            {
                case Stroke stroke:
                    string dash = stroke.Dash.Count == 0 ? "" : $" stroke-dasharray=\"{string.Join(' ', stroke.Dash.Select(Number))}\"";
                    Add($"<path d=\"{Path(stroke.Points)}\" fill=\"none\" stroke=\"#{stroke.Colour:x6}\" stroke-width=\"{Number(stroke.Width)}\"{dash}/>\n");
                    break;
                case Fill fill:
                    Add($"<path d=\"{Path(fill.Points)}Z\" fill=\"#{fill.Colour:x6}\"/>\n");
                    break;
                case Label label:
                    string anchor = label.Anchor switch { Anchor.Middle => " text-anchor=\"middle\"", Anchor.End => " text-anchor=\"end\"", _ => "" };
                    string halo = label.Halo == 0 ? "" : $" stroke=\"#fff\" stroke-width=\"{Number(2 * label.Halo)}\" paint-order=\"stroke\"";
                    Add($"<text x=\"{Number(label.At.X)}\" y=\"{Number(label.At.Y)}\" font-size=\"{Number(label.Size)}\" fill=\"#{label.Colour:x6}\"{anchor}{halo}>{WebUtility.HtmlEncode(label.Text)}</text>\n");
                    break;
            }
        }

        return svg.Append("</svg>\n").ToString();

        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
    }

    private static string Path(IReadOnlyList<Spot> points) => "M" + string.Join('L', points.Select(p => $"{Number(p.X)} {Number(p.Y)}"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
